"""Months as people read them. `2026-03` in, words out."""

from __future__ import annotations

_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def short(month: str) -> str:
    """`Mar 2026`."""
    return f"{_SHORT[int(month[5:7]) - 1]} {month[:4]}"


def long(month: str) -> str:
    """`March 2026`."""
    return f"{_LONG[int(month[5:7]) - 1]} {month[:4]}"


def tick(month: str) -> str:
    """For under a column: `Mar`, and the year's last two digits with January."""
    name = _SHORT[int(month[5:7]) - 1]
    return f"{name} {month[2:4]}" if name == "Jan" else name
