"""Addresses of segments."""

from __future__ import annotations

from django.urls import path

from regulars.web.segments import keeping, views

app_name = "segments"
urlpatterns = [
    path("", views.every, name="list"),
    path("ready-made/", views.ready, name="ready"),
    path("ready-made/on/", keeping.switch_on, name="switch_on"),
    path("proposed/", views.proposed, name="proposed"),
    path("proposed/look/", keeping.look, name="look"),
    path("proposed/<int:place>/keep/", keeping.keep, name="keep"),
    path("new/", keeping.new, name="new"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/edit/", keeping.edit, name="edit"),
    path("<int:pk>/people/", keeping.people, name="people"),
    path("<int:pk>/remove/", keeping.remove, name="remove"),
]
