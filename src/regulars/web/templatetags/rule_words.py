"""How many a rule fits, as a sentence."""

from __future__ import annotations

from math import floor, log10

from django import template

from regulars.know.filters.estimate import Size

register = template.Library()


@register.filter
def fitting(size: Size | None) -> str:
    """`37 customers fit.` or `About 12,000 customers fit: 11,300 to 12,700, from a sample.`"""
    if size is None:
        return ""
    if size.exact:
        return {0: "Nobody fits.", 1: "1 customer fits."}.get(size.about, f"{size.about:,} customers fit.")
    if not size.low:
        return f"At most {_round(size.high):,} customers fit: nobody of a sample of {size.sample:,} did."
    return (
        f"About {_round(size.about):,} customers fit: {_round(size.low):,} to {_round(size.high):,}, "
        f"from a sample of {size.sample:,}."
    )


def _round(number: int) -> int:
    """Two figures that mean something: more would say more than a sample knows."""
    if number < 100:
        return number
    places = floor(log10(number)) - 1
    return int(round(number, -places))
