"""The truth the demo plants, counted straight from its purchases."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.demo.story import CHANGE, MONTHS, TRUTH, Purchase, Quota, Simulation, month_starts

TODAY = datetime(2026, 11, 22, 9, tzinfo=UTC)


def run(customers: int = 4000, seed: int = 1, as_of: datetime = TODAY) -> tuple[Simulation, list[Purchase]]:
    simulation = Simulation(random.Random(seed), as_of, customers)
    return simulation, simulation.run()


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=300))
def test_a_quota_is_never_off_by_more_than_one(asked: list[tuple[float, bool]]) -> None:
    quota = Quota()
    said = [quota.asks(share) for share, _ in asked]
    assert abs(sum(said) - sum(share for share, _ in asked)) <= 1 + 1e-6


def test_months_are_calendar_months_and_the_last_holds_today() -> None:
    starts = month_starts(TODAY)
    assert (starts[0], starts[MONTHS - 1]) == (datetime(2023, 12, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))


def test_everybody_buys_and_nobody_after_today() -> None:
    simulation, purchases = run(500)
    assert {purchase.buyer for purchase in purchases} == set(range(500))
    assert purchases == sorted(purchases, key=lambda purchase: purchase.at)
    assert simulation.starts[0] <= purchases[0].at
    assert purchases[-1].at < TODAY


def test_the_same_seed_tells_the_same_story_and_another_one_does_not() -> None:
    assert run(200)[1] == run(200)[1]
    assert run(200)[1] != run(200, seed=2)[1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_planted_shares_are_found_month_by_month(seed: int) -> None:
    simulation, purchases = run(seed=seed)
    months: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    returned: dict[int, set[int]] = defaultdict(set)
    for purchase in purchases:
        months[purchase.buyer][simulation.month_of(purchase.at)] += 1
        if purchase.sent_back_at is not None:
            returned[purchase.buyer].add(simulation.month_of(purchase.sent_back_at))
    # The last four months are not over for whoever counts three months on.
    for month in range(MONTHS - 4):
        buyers = [buyer for buyer in months if month in months[buyer]]
        again = [b for b in buyers if months[b][month] > 1 or any(months[b].get(month + n) for n in (1, 2, 3))]
        back = [b for b in buyers if {month, month + 1} & returned[b]]
        after = month >= CHANGE
        assert len(again) / len(buyers) == pytest.approx(TRUTH.bought_again[after], abs=3 / len(buyers))
        # Who buys in two months running and sends back what they bought first counts for both.
        assert len(back) / len(buyers) == pytest.approx(TRUTH.sent_back[after], abs=6 / len(buyers))
