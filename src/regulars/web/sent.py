"""What was sent, read with care: ids that are none, and things that are not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404


def whole(text: str | None) -> int | None:
    """The id that was sent; None for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@contextmanager
def or_404() -> Iterator[None]:
    """What is not there, or belongs to a customer out of sight, is not found."""
    try:
        yield
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
