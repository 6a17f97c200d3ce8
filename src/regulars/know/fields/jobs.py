"""What the worker does for fields."""

from __future__ import annotations

from regulars.know.fields.actions import refresh_searched
from regulars.know.fields.models import Field


def search_is_behind() -> bool:
    """Whether customers wait to be found by a field that changed."""
    return Field.objects.filter(search_from__isnull=False).exists()


def catch_up(most: int = 1_000) -> None:
    """Write search texts anew until none wait, a portion a transaction."""
    while refresh_searched(most):
        pass
