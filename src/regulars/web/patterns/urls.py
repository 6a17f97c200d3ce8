"""The address of the pattern page."""

from __future__ import annotations

from django.urls import path

from regulars.web.patterns import views

app_name = "patterns"
urlpatterns = [path("", views.patterns, name="all")]
