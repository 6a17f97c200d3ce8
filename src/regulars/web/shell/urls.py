"""Addresses of the frame."""

from __future__ import annotations

from django.urls import path

from regulars.web.shell import views

app_name = "shell"
urlpatterns = [
    path("", views.start, name="start"),
    path("palette/", views.palette, name="palette"),
]
