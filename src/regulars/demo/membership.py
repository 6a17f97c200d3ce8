"""Unfold Care: some customers have what they wear mended and looked after for a small sum a month or a year."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from regulars.demo.telling import Call, Told

PLAN = "Unfold Care"
PRICES = {"month": 4.90, "year": 49.00}
_LENGTHS = {"month": timedelta(days=30.4375), "year": timedelta(days=365.25)}
# Of those who order, so many begin one; more once things fit and people stay.
_SHARE = 0.2
# Each leaves at a renewal with a chance of their own, drawn from a beta distribution: the story the page has to find.
_LEAVING = {"month": (0.9, 8.5), "year": (0.6, 1.9)}
_REASONS = {
    "I have too little to mend": 5, "Too dear for how often I use it": 4, "I mend things myself now": 2,
    "The parcels took too long": 2, "I moved abroad": 1,
}  # fmt: skip
# The care plan is older than the new fitting room: some of its holders have renewed it twice.
_BEGINS = timedelta(days=120)


@dataclass(slots=True)
class Membership:
    """Tells of the care plan. It draws from chances of its own: the rest of the story stays as it is."""

    seed: int
    begins: datetime
    as_of: datetime
    currency: str

    def __post_init__(self) -> None:
        self.begins += _BEGINS

    def calls(self, user_id: str, number: int, orders: list[datetime]) -> Iterator[Told]:
        """What the billing tells of somebody who placed `orders`: often nothing."""
        rng = random.Random(f"{self.seed}-care-{number}")  # noqa: S311 -- a story, not a secret
        if rng.random() >= _SHARE:
            return
        period = "year" if rng.random() < 0.6 else "month"
        leaves = rng.betavariate(*_LEAVING[period])
        start = max(orders[0], self.begins) + timedelta(days=rng.uniform(1, 200))
        contract: Call = {
            "contract_id": f"CARE-{number:05}", "plan": PLAN, "price": PRICES[period], "currency": self.currency,
            "period": period,
        }  # fmt: skip
        at, length, name = start, _LENGTHS[period], "Contract Started"
        while at < self.as_of:
            until = at + length
            yield at, _track(name, user_id, contract | {"ends_on": f"{until:%Y-%m-%d}"})
            if rng.random() < leaves:
                reason = rng.choices(list(_REASONS), list(_REASONS.values()))[0]
                yield until, _track("Contract Ended", user_id, contract | {"reason": reason})
                return
            at, name = until, "Contract Renewed"


def _track(event: str, user_id: str, properties: Call) -> Call:
    return {"type": "track", "event": event, "userId": user_id, "properties": properties}
