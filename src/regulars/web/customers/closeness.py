"""How close a customer is, in a word, from when and how often they bought. Pure: numbers in, words out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Protocol


class Insight(Protocol):
    """What was computed of one customer (regulars.understand.insights)."""

    @property
    def orders(self) -> int: ...
    @property
    def revenue(self) -> Decimal: ...
    @property
    def currency(self) -> str: ...
    @property
    def first_day(self) -> date | None: ...
    @property
    def last_day(self) -> date | None: ...
    @property
    def segment(self) -> str: ...
    @property
    def alive(self) -> float | None: ...
    @property
    def expected(self) -> float | None: ...


# From this chance of being still with us on, a customer is warm; below the second, distant; cooling between.
WARM = 0.8
DISTANT = 0.4
NEW_DAYS = 60

TONES = {"new": "cool", "warm": "good", "cooling": "watch", "distant": ""}


def closeness(insight: Insight | None, today: date) -> str:
    """new, warm, cooling or distant; empty for somebody who never bought."""
    if insight is None or not insight.orders or insight.first_day is None:
        return ""
    if insight.orders == 1 and (today - insight.first_day).days <= NEW_DAYS:
        return "new"
    if insight.alive is None:
        return ""
    if insight.alive >= WARM:
        return "warm"
    return "cooling" if insight.alive >= DISTANT else "distant"
