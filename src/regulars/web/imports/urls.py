"""Addresses of the import wizard."""

from __future__ import annotations

from django.urls import path

from regulars.web.imports import columns, done, upload

app_name = "imports"
urlpatterns = [
    path("", done.imports, name="list"),
    path("new/", upload.new, name="new"),
    path("<int:pk>/", done.one, name="one"),
    path("<int:pk>/columns/", columns.columns, name="columns"),
    path("<int:pk>/preview/", columns.preview, name="preview"),
    path("<int:pk>/start/", columns.start, name="start"),
    path("<int:pk>/discard/", upload.discard, name="discard"),
    path("<int:pk>/progress/", done.progress, name="progress"),
    path("<int:pk>/failed.csv", done.failed, name="failed"),
    path("<int:pk>/undo/", done.undo, name="undo"),
]
