"""How many a rule fits, told at once: counted where few can fit, else estimated from a sample of ids, with its bounds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import ceil, floor, sqrt
from random import Random
from typing import Final

from django.db.models import Q

from regulars.kit import moments
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import listed
from regulars.know.filters.compile import Fields, candidates, condition
from regulars.know.filters.field import Moment
from regulars.know.filters.rule import EVERYBODY, Rule

# So many customers are counted one by one.
FEW: Final = 4_000
# Ids drawn in the first statement, in any, and in all.
_FIRST: Final = 100
_AT_ONCE: Final = 1_000
_DRAWN: Final = 8_000
_SECONDS: Final = 0.45
_95: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Size:
    """How many fit: `about` so many, with 95 % between `low` and `high`; the same three where it was counted."""

    about: int
    low: int
    high: int
    sample: int = 0

    @property
    def exact(self) -> bool:
        """Whether it was counted."""
        return not self.sample


def estimate(
    rule: Rule, fields: Fields, when: Moment | None = None, *, seconds: float = _SECONDS, few: int = FEW
) -> Size:
    """How many of the customers whoever acts sees fit the rule, which must have passed `check`; so `few` are counted.

    Takes about so many seconds at most, however many customers there are.
    """
    until = time.monotonic() + seconds
    when = when or Moment(moments.now())
    said = condition(rule, fields, when)
    if not listed().order_by()[few : few + 1]:
        return _counted(listed().filter(said).count())
    among = candidates(rule, fields, when, few) if rule != EVERYBODY else None
    if among is not None:
        return _counted(listed().filter(pk__in=among).filter(said).count())
    # One by one: SQLite looks either up in an instant, but reads everything for both in one statement.
    ids = Customer.objects.values_list("pk", flat=True)
    return _sampled(said, ids.order_by("pk")[0], ids.order_by("-pk")[0], until)


def _counted(number: int) -> Size:
    return Size(number, number, number)


def _sampled(said: Q, low: int, high: int, until: float) -> Size:
    """Ids are drawn evenly, also those of nobody listed: they are part of what the share is of. The same ids each time, so
    that the number stands still while nothing changes."""
    span = high - low + 1
    drawn = Random(span).sample(range(low, high + 1), min(_DRAWN, span))  # noqa: S311 -- a sample, no secret
    looked_at = fit = 0
    stretch = _FIRST
    while looked_at < len(drawn) and stretch:
        began = time.monotonic()
        ids = drawn[looked_at : looked_at + stretch]
        fit += listed().filter(pk__in=ids).filter(said).order_by().count()
        looked_at += len(ids)
        # As many more as the time that is left allows at this pace, half of it kept in hand: rows come off a disk or not.
        now = time.monotonic()
        stretch = min(_AT_ONCE, int(len(ids) * 0.5 * max(until - now, 0.0) / max(now - began, 1e-4)))
    if looked_at == span:
        return _counted(fit)
    least, most = wilson(fit, looked_at)
    return Size(round(span * fit / looked_at), max(fit, floor(span * least)), ceil(span * most), looked_at)


def wilson(fit: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927): stays within 0 and 1, and is not empty where none of a sample fit."""
    share, square = fit / of, _95 * _95
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _95 * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)
