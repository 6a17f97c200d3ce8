"""Addresses of the pages about many."""

from __future__ import annotations

from django.urls import path

from regulars.web.understand import views

app_name = "understand"
urlpatterns = [
    path("", views.scoreboard, name="scoreboard"),
    path("how/<slug:key>/", views.how, name="how"),
    path("people/<slug:key>/", views.people, name="people"),
]
