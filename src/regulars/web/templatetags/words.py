"""Filters for how values are said; see regulars.web.words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template

from regulars.kit import moments, money
from regulars.web import words

register = template.Library()

register.filter("initials", words.initials)
register.filter("percent", words.percent)
register.filter("counted", words.count)


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago it was."""
    return words.ago(moment, moments.now())


@register.filter
def long_day(day: date | datetime) -> str:
    """`12 November 2026`."""
    return f"{day:%-d %B %Y}"


@register.filter
def spoken(value: Decimal, currency: str) -> str:
    """Money in full."""
    return money.spoken(value, currency)


@register.filter
def hundredths(share: float) -> str:
    """A share of 1 as a width of 100."""
    return f"{max(0.0, min(1.0, share)) * 100:.1f}"
