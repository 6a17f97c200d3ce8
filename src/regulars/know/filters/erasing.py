"""Taking out of a rule what somebody who was erased is known by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Finds nobody, and says why the condition is still there.
_INSTEAD = "(erased)"


def emptied(rule: Any, texts: Sequence[str]) -> Any:
    """The rule (its JSON) without the values that hold one of the texts, in whatever case; equal to it where none does."""
    wanted = {text.casefold() for text in texts if text}
    return _emptied(rule, wanted) if wanted else rule


def _emptied(part: Any, wanted: set[str]) -> Any:
    if isinstance(part, dict):
        return {key: _emptied(value, wanted) for key, value in part.items()}
    if isinstance(part, list):
        return [_emptied(each, wanted) for each in part]
    if isinstance(part, str) and any(text in part.casefold() for text in wanted):
        return _INSTEAD
    return part
