"""Addresses of privacy."""

from __future__ import annotations

from django.urls import path

from regulars.web.privacy import keeping, requests

app_name = "privacy"
urlpatterns = [
    path("", requests.listed, name="requests"),
    path("new/", requests.new, name="new"),
    path("<int:pk>/", requests.one, name="one"),
    path("<int:pk>/access/", requests.access, name="access"),
    path("<int:pk>/file/", requests.file, name="file"),
    path("<int:pk>/erase/", requests.erase, name="erase"),
    path("<int:pk>/settle/", requests.settle, name="settle"),
    path("<int:pk>/refuse/", requests.refuse, name="refuse"),
    path("keeping/", keeping.keeping, name="keeping"),
    path("keeping/<str:kind>/", keeping.change, name="change_rule"),
    path("holds/", keeping.place, name="place_hold"),
    path("holds/<int:pk>/lift/", keeping.lift, name="lift_hold"),
]
