"""Views whose libraries are heavy (cryptography, WebAuthn, OpenID Connect): read when somebody first opens them.

A server that nobody logs in to by passkey never holds them in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string


def late(where: str) -> Callable[..., HttpResponseBase]:
    """The view at this dotted path, imported with the first request for it."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = import_string(where)(request, *args, **kwargs)
        return answer

    view.__name__ = where.rpartition(".")[2]
    return view
