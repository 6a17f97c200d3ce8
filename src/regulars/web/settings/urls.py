"""Addresses of the settings."""

from __future__ import annotations

from django.urls import path

from regulars.web.settings import appearance, keys, people

app_name = "settings"
urlpatterns = [
    path("", appearance.start, name="start"),
    path("theme/", appearance.theme, name="theme"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.change, name="person"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<int:pk>/revoke/", keys.revoke, name="revoke"),
]
