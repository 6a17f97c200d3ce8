"""What of a recorded line somebody may read from whose role fields are kept (Acting.hidden). Pure.

A line says before and after by the names of fields, and in its note whom or what it was about: of a customer without a name
that is an e-mail address or a phone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

KEPT_BACK: Final = "kept from you"
ABOUT_NOTES: Final = frozenset({"note.written", "note.changed", "file.attached", "file.fetched"})
_PATTERNS: Final = {
    "email": re.compile(r"[^\s@<>\"',;:()]+@[^\s@<>\"',;:()]+"),
    "phone": re.compile(r"\+\d[\d ()/-]{5,}\d"),
}


def shown_words(name: str, words: str, hidden: Collection[str]) -> str:
    """What the note of a line of this name says."""
    if name in ABOUT_NOTES and "notes" in hidden:
        return KEPT_BACK if words else ""
    for kind, pattern in _PATTERNS.items():
        if kind in hidden:
            words = pattern.sub(KEPT_BACK, words)
    return words


def shown_changes(name: str, changes: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    """The changes of a line of this name: whatever is kept back still says that it changed."""
    noted = name in ABOUT_NOTES and "notes" in hidden
    return {field: _value(value, noted or field in hidden, name, hidden) for field, value in changes.items()}


def _value(value: Any, kept: bool, name: str, hidden: Collection[str]) -> Any:
    if isinstance(value, list):
        return [_value(one, kept, name, hidden) for one in value]
    if isinstance(value, dict):
        return {key: _value(one, kept or key in hidden, name, hidden) for key, one in value.items()}
    if kept:
        return KEPT_BACK if value not in (None, "") else value
    return shown_words(name, value, hidden) if isinstance(value, str) else value
