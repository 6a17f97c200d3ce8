"""Addresses of the pages of journeys."""

from __future__ import annotations

from django.urls import path

from regulars.web.journeys import editing, views

app_name = "journeys"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", editing.new, name="new"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/people/", views.people, name="people"),
    path("<int:pk>/compare/", views.compare, name="compare"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/archive/", editing.archive, name="archive"),
    path("<int:pk>/stages/", editing.stage, name="new_stage"),
    path("stages/<int:pk>/", editing.change_stage, name="stage"),
    path("stages/<int:pk>/touchpoints/", editing.new_touchpoint, name="new_touchpoint"),
    path("touchpoints/<int:pk>/", editing.touchpoint, name="touchpoint"),
    path("touchpoints/<int:pk>/place/", editing.place, name="place"),
    path("touchpoints/<int:pk>/owner/", editing.owner, name="owner"),
]
