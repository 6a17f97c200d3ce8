"""Unfold Care: some customers have what they wear mended and looked after for a small sum a month or a year."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from regulars.demo.story import Quota
from regulars.demo.telling import Call, Told

PLAN = "Unfold Care"
PRICES = {"month": 4.90, "year": 49.00}
_LENGTHS = {"month": timedelta(days=30.4375), "year": timedelta(days=365.25)}
# Of those who order, so many begin one; more once things fit and people stay.
_SHARE = 0.2
# Chances to leave at a renewal differ as a beta distribution with these two says: the story the page has to find.
_LEAVING = {"month": (0.9, 8.5), "year": (0.9, 2.9)}
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

    def calls(self, orders_of: Mapping[str, Sequence[datetime]]) -> Iterator[Told]:
        """What the billing tells of those who placed orders, by the shop's number for them; of most nothing."""
        rng = random.Random(f"{self.seed}-care")  # noqa: S311 -- a story, not a secret
        leaves = {period: Quota.at_random(rng) for period in PRICES}
        # (when, whose, month or year, how often renewed), the earliest first.
        due: list[tuple[datetime, str, str, int]] = []
        for user_id, orders in orders_of.items():
            period = "year" if rng.random() < 0.6 else "month"
            start = max(orders[0], self.begins) + timedelta(days=rng.uniform(1, 200))
            if rng.random() < _SHARE:
                due.append((start, user_id, period, -1))
        heapify(due)
        while due and due[0][0] < self.as_of:
            at, user_id, period, renewed = heappop(due)
            contract: Call = {
                "contract_id": f"CARE-{user_id}", "plan": PLAN, "price": PRICES[period], "currency": self.currency,
                "period": period,
            }  # fmt: skip
            alpha, beta = _LEAVING[period]
            # Of those who were renewed so often, this share leaves: the ones who leave easily are gone by then.
            if renewed >= 0 and leaves[period].asks(alpha / (alpha + beta + renewed)):
                reason = rng.choices(list(_REASONS), list(_REASONS.values()))[0]
                yield at, _track("Contract Ended", user_id, contract | {"reason": reason})
                continue
            until = at + _LENGTHS[period]
            name = "Contract Started" if renewed < 0 else "Contract Renewed"
            yield at, _track(name, user_id, contract | {"ends_on": f"{until:%Y-%m-%d}"})
            heappush(due, (until, user_id, period, renewed + 1))


def _track(event: str, user_id: str, properties: Call) -> Call:
    return {"type": "track", "event": event, "userId": user_id, "properties": properties}
