"""What really happened at Unfold: the truth the demo plants and the scoreboard has to find."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

MONTHS = 36
# Counting from 0: the 20th month.
CHANGE = 19


@dataclass(frozen=True, slots=True)
class Truth:
    """Shares of the buyers of a month, before and after the new fitting room."""

    sent_back: tuple[float, float] = (0.12, 0.03)
    bought_again: tuple[float, float] = (0.09, 0.24)
    complained: tuple[float, float] = (0.06, 0.025)


TRUTH = Truth()
FITTING_ROOM = "a fitting room that shows each piece on a body like one's own, in place of the size chart"

# Online shops of clothes sell most before Christmas and least in February and August; January first.
SEASON = (0.95, 0.8, 1.0, 1.05, 1.05, 0.95, 0.9, 0.8, 1.05, 1.1, 1.3, 1.35)


def month_starts(as_of: datetime) -> list[datetime]:
    """The first moments of the demo's months, and of the five after them; the last of MONTHS holds `as_of`."""
    first = as_of.year * 12 + as_of.month - 1 - (MONTHS - 1)
    return [datetime(n // 12, n % 12 + 1, 1, tzinfo=UTC) for n in range(first, first + MONTHS + 5)]


@dataclass(slots=True)
class Quota:
    """Says yes to a share of those who ask, spread evenly: a demo of some hundred buyers a month must not hide its
    story in chance. What is left is the rounding, and where it begins is random."""

    owed: float = field(default=0.0)

    @classmethod
    def at_random(cls, rng: random.Random) -> Quota:
        """A quota that begins anywhere between two answers."""
        return cls(rng.random())

    def asks(self, share: float, *, already: bool = False) -> bool:
        """Whether this one is among the share. `already`: they are in any case, and count for the others."""
        self.owed += share
        if already or self.owed >= 1:
            self.owed -= 1
            return True
        return False


@dataclass(slots=True)
class Purchase:
    """One order: who (index of the buyer), when, whether their first of all, and what became of it."""

    buyer: int
    at: datetime
    first: bool
    number: int = 0
    sent_back_at: datetime | None = None
    complained: bool = False


@dataclass(slots=True)
class _Buyer:
    last_month: int = -1
    back_month: int = -9
    bought: int = 0


@dataclass(slots=True)
class Simulation:
    """Purchases of everybody in the order of time. Iterate `run` once."""

    rng: random.Random
    as_of: datetime
    customers: int
    truth: Truth = TRUTH
    starts: list[datetime] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = month_starts(self.as_of)

    def arrivals(self) -> list[datetime]:
        """When each customer buys for the first time, in the order of time."""
        weights = []
        for month in range(MONTHS):
            begin, end = self.starts[month], min(self.starts[month + 1], self.as_of)
            whole = self.starts[month + 1] - begin
            growth = 1 + 0.6 * month / MONTHS + (0.25 if month > CHANGE else 0)
            weights.append(growth * SEASON[begin.month - 1] * max((end - begin) / whole, 0.0))
        total, made, due = sum(weights), 0, 0.0
        moments = []
        for month, weight in enumerate(weights):
            due += self.customers * weight / total
            end = min(self.starts[month + 1], self.as_of)
            moments += [self.moment(self.starts[month], end) for _ in range(round(due) - made)]
            made = round(due)
        return sorted(moments)

    def moment(self, begin: datetime, end: datetime) -> datetime:
        """A moment in [begin, end), more often in the evening."""
        days = max((end - begin).days, 1)
        hour = self.rng.choices(range(24), _HOURS)[0]
        at = begin + timedelta(days=self.rng.randrange(days), hours=hour, seconds=self.rng.randrange(3600))
        return at if at < end else begin + (end - begin) * self.rng.random()

    def month_of(self, at: datetime) -> int:
        """Which of the demo's months holds `at`."""
        return (at.year - self.starts[0].year) * 12 + at.month - self.starts[0].month

    def run(self) -> list[Purchase]:
        """All purchases up to `as_of`, oldest first."""
        again, back, unhappy = (Quota.at_random(self.rng) for _ in range(3))
        buyers: dict[int, _Buyer] = {}
        due = [(at, number) for number, at in enumerate(self.arrivals())]
        purchases: list[Purchase] = []
        # A later purchase never lies before an earlier one of another month, so going through the months in their
        # order, and through each in the order of time, asks every quota in the order of time.
        waiting: dict[int, list[tuple[datetime, int]]] = {}
        for at, number in due:
            waiting.setdefault(self.month_of(at), []).append((at, number))
        for month in range(MONTHS):
            queue = sorted(waiting.pop(month, []))
            while queue:
                at, number = queue.pop(0)
                buyer = buyers.setdefault(number, _Buyer())
                purchase = Purchase(number, at, buyer.bought == 0, len(purchases))
                self._live(purchase, buyer, month, again, back, unhappy, queue, waiting)
                purchases.append(purchase)
        return purchases

    def _live(
        self,
        purchase: Purchase,
        buyer: _Buyer,
        month: int,
        again: Quota,
        back: Quota,
        unhappy: Quota,
        queue: list[tuple[datetime, int]],
        waiting: dict[int, list[tuple[datetime, int]]],
    ) -> None:
        """What follows from one purchase: decided once for each buyer and month, as the metrics count them."""
        after = month >= CHANGE
        first_of_month = buyer.last_month != month
        buyer.last_month = month
        buyer.bought += 1
        if first_of_month:
            sent = buyer.back_month >= month
            if back.asks(self.truth.sent_back[after], already=sent) and not sent:
                # Within three weeks: the month of the purchase or the one after it.
                purchase.sent_back_at = purchase.at + timedelta(
                    days=self.rng.randint(4, 21), hours=self.rng.randint(1, 9)
                )
                buyer.back_month = self.month_of(purchase.sent_back_at)
            purchase.complained = unhappy.asks(self.truth.complained[after])
            returns = again.asks(self.truth.bought_again[after])
        else:
            returns = self.rng.random() < self.truth.bought_again[after]
        following = self._next(purchase.at, month, returns)
        if following is None or following >= self.as_of:
            return
        where = self.month_of(following)
        if where == month:
            queue.append((following, purchase.buyer))
            queue.sort()
        elif where < MONTHS:
            waiting.setdefault(where, []).append((following, purchase.buyer))

    def _next(self, at: datetime, month: int, returns: bool) -> datetime | None:
        """The next purchase: within the month and the three after it, or after those, or never."""
        if returns:
            return at + timedelta(
                days=min(5 + int(self.rng.expovariate(1 / 32)), 85), seconds=self.rng.randrange(20000)
            )
        if self.rng.random() < (0.42 if month >= CHANGE else 0.3):
            begin = self.starts[min(month + 4, len(self.starts) - 1)]
            return self.moment(begin, begin + timedelta(days=30 + int(self.rng.expovariate(1 / 120))))
        return None


_HOURS = (1, 1, 1, 1, 1, 1, 2, 4, 5, 6, 6, 6, 8, 7, 6, 6, 6, 7, 8, 10, 12, 12, 8, 4)
