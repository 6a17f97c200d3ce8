"""The tabs of the settings that somebody may use."""

from __future__ import annotations

from django.urls import reverse

from regulars.access.users.models import User

_PLACES = (
    ("settings:start", "Yours", ""),
    ("settings:people", "People", "people.manage"),
    ("settings:keys", "Write keys", "keys.manage"),
)


def tabs(user: User, here: str) -> list[tuple[str, str, bool]]:
    """(address, name, whether it is this one) of each."""
    return [(reverse(url), name, url == here) for url, name, needs in _PLACES if not needs or user.may(needs)]
