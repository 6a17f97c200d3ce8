"""How others began: the share still without a first order after so many days, and what that says of somebody new.

Plain numbers without a library: pages read it too.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beginning:
    """The share `waiting` for their first order still after so many `days`; people are known for up to `longest` days."""

    days: tuple[float, ...]
    waiting: tuple[float, ...]
    longest: float

    def still(self, day: float) -> float:
        """The share without an order after so many days."""
        place = bisect_right(self.days, day)
        return self.waiting[place - 1] if place else 1.0

    def chance(self, known_for: float, ahead: float) -> float | None:
        """The chance of a first order within `ahead` days of somebody known for so many days without one.

        As far as anybody was seen to begin: a lower bound beyond. None for who is known longer than anybody was.
        """
        now, then = self.still(known_for), self.still(min(known_for + ahead, self.longest))
        return None if known_for > self.longest or now <= 0 else 1 - then / now
