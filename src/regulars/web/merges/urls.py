"""Addresses of merging, parting and recognising."""

from __future__ import annotations

from django.urls import path

from regulars.web.merges import merging, parting, recognised
from regulars.web.settings import recognition

app_name = "merges"
urlpatterns = [
    path("customers/<int:pk>/merge/", merging.find, name="find"),
    path("customers/<int:pk>/merge/<int:other>/", merging.preview, name="preview"),
    path("customers/<int:pk>/part/<int:other>/", parting.preview, name="part"),
    path("customers/<int:pk>/recognised/", recognised.recognised, name="recognised"),
    path("customers/<int:pk>/recognised/<int:identity>/<str:what>/", recognised.change, name="identity"),
    path("settings/recognition/", recognition.recognition, name="rules"),
]
