"""The pages about recommendations, as tabs."""

from __future__ import annotations

from django.urls import reverse

_PLACES = (
    ("recommendations:quality", "How good it is"),
    ("recommendations:products", "Products"),
    ("recommendations:rules", "What is offered"),
)


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """(address, name, is it this one) of each."""
    return [(reverse(url), name, url == here) for url, name in _PLACES]
