"""Addresses of the public API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from regulars.api.rest.addresses import urls as rest
from regulars.api.tracking import tracking

# The full names, and the single letters by which clients in browsers and phones call them.
_KINDS = {
    "identify": "i",
    "track": "t",
    "page": "p",
    "screen": "s",
    "group": "g",
    "alias": "a",
    "batch": "b",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"v1/{spelling}", tracking, {"kind": kind}, name=f"tracking-{kind}" if spelling == kind else "")
    for kind, letter in _KINDS.items()
    for spelling in (kind, letter)
]
urlpatterns += [path("v1/import", tracking, {"kind": "batch"}), path("api/", rest)]
