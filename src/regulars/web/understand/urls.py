"""Addresses of the pages about many."""

from __future__ import annotations

from django.urls import path

from regulars.web.understand import alerts, targets, views

app_name = "understand"
urlpatterns = [
    path("", views.scoreboard, name="scoreboard"),
    path("how/<slug:key>/", views.how, name="how"),
    path("people/<slug:key>/", views.people, name="people"),
    path("targets/", targets.all_targets, name="targets"),
    path("targets/new/", targets.new, name="new_target"),
    path("targets/<int:pk>/", targets.one, name="target"),
    path("targets/<int:pk>/remove/", targets.remove, name="remove_target"),
    path("alerts/", alerts.all_alerts, name="alerts"),
    path("alerts/<int:pk>/put-aside/", alerts.aside, name="put_aside"),
]
