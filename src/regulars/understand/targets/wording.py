"""Figures of any metric as people read them. Pure."""

from __future__ import annotations

from decimal import Decimal

from regulars.understand.metrics.wording import count, money, percent

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# What comes in whole ones.
COUNTED = frozenset({"customers", "orders", "visits", "pages", "cases", "reviews"})


def spoken(value: float, unit: str, currency: str = "") -> str:
    """`24 %`, `€8,911`, `1,138`; a mean or a score with one decimal."""
    if unit == "share":
        return percent(value)
    if unit == "money":
        text = money(Decimal(repr(value)), currency)
        return text if abs(value) < 100 else text.replace(text[text.rindex(".") : text.rindex(".") + 3], "")
    if unit in COUNTED or float(value).is_integer() or abs(value) >= 100:
        return count(round(value))
    return f"{value:,.1f}"


def difference(change: float, unit: str, currency: str = "") -> str:
    """A change without its sign: points of a share, money, a count."""
    if unit == "share":
        points = abs(change) * 100
        return f"{points:.1f} points" if points < 10 else f"{points:.0f} points"
    return spoken(abs(change), unit, currency)


def month_name(month: str) -> str:
    """`2026-03` as `March 2026`."""
    return f"{_MONTHS[int(month[5:7]) - 1]} {month[:4]}"
