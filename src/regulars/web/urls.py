"""Every address of the program."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("regulars.web.shell.urls")),
    path("patterns/", include("regulars.web.patterns.urls")),
]
