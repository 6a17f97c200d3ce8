"""Addresses of the builder."""

from __future__ import annotations

from django.urls import path

from regulars.web.rules import views

app_name = "rules"
urlpatterns = [
    path("build/", views.build, name="build"),
    path("standing/", views.standing, name="standing"),
    path("people/", views.people, name="people"),
]
