"""Places in a list, handed to whoever pages through it and taken back: opaque, and checked."""

from __future__ import annotations

import base64
from typing import Any

import msgspec


class BadPosition(ValueError):
    """A paging position that this program did not hand out."""


def write_position(*parts: Any) -> str:
    """The parts (texts, numbers, None) as one word that fits an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode(parts)).decode().rstrip("=")


def read_position(position: str, kinds: Any) -> Any:
    """The parts of what `write_position` wrote, which must be of `kinds` (`tuple[str, int]`). Raises BadPosition."""
    try:
        told = base64.urlsafe_b64decode(position + "=" * (-len(position) % 4))
        return msgspec.json.decode(told, type=kinds)
    except (ValueError, msgspec.DecodeError) as error:
        raise BadPosition(f"after: {position!r} is not a position of this list") from error
