"""What the list can be narrowed by."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache

from regulars.know.customers.queries import countries

# The names of regulars.understand.metrics.rfm.GROUPS, which a page cannot import without the engine's libraries.
GROUPS: Final = (
    "Champions", "Loyal", "Potential loyalists", "New", "Promising", "Need attention", "About to sleep", "Cannot lose",
    "At risk", "Hibernating",
)  # fmt: skip
GROUP_CHOICES: Final = [("", "Any group"), *((name, name) for name in GROUPS)]

_KEPT = 600  # seconds; a country that somebody new lives in may take so long to show
_KEY = "customers.countries"


def _choices(names: list[str], chosen: str) -> list[tuple[str, str]]:
    shown = names if not chosen or chosen in names else sorted([*names, chosen])
    return [("", "Any country"), *((name, name) for name in shown)]


def known_countries(chosen: str) -> list[tuple[str, str]] | None:
    """The choices if they were looked up lately; None when that would have to be done now."""
    names = cache.get(_KEY)
    return None if names is None else _choices(names, chosen)


def look_up_countries(chosen: str) -> list[tuple[str, str]]:
    """The choices, looked up through all customers and kept for a while."""
    names = countries()
    cache.set(_KEY, names, _KEPT)
    return _choices(names, chosen)
