"""Addresses of the customers' own pages."""

from __future__ import annotations

from django.urls import path

from regulars.web.preferences import confirming, preferences

app_name = "preferences"
urlpatterns = [
    path("confirm/<str:token>/", confirming.confirming, name="confirm"),
    path("<str:token>/", preferences.preferences, name="page"),
    path("<str:token>/unsubscribe/<slug:purpose>/", preferences.one_click, name="unsubscribe"),
]
