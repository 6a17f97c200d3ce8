from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from tests.understand.predictions.cdnow import path

from regulars.understand.predictions import bgnbd, pareto_nbd
from regulars.understand.predictions.choosing import FAMILIES, choose
from regulars.understand.predictions.holdout import Holdout, Split, hold_out, split_of
from regulars.understand.predictions.purchases import Purchases

UNTIL = date(1998, 6, 30).toordinal()
CALIBRATION = date(1997, 9, 30).toordinal()


@pytest.fixture(scope="module")
def cdnow() -> Purchases:
    rows = [line.split() for line in path().read_text().splitlines()]
    days = [date(int(row[2][:4]), int(row[2][4:6]), int(row[2][6:])).toordinal() for row in rows]
    return Purchases.of([int(row[0]) for row in rows], days)


@pytest.fixture(scope="module")
def held_out(cdnow: Purchases) -> Holdout:
    """As in the studies: 39 weeks to learn from, and 39 to tell."""
    return hold_out(bgnbd.fit, cdnow, Split(CALIBRATION, UNTIL))


def test_the_model_held_out_is_the_published_one(held_out: Holdout) -> None:
    assert {name: round(value, 3) for name, value in held_out.model.parameters.items()} == {
        "r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426,
    }  # fmt: skip
    assert (held_out.customers, held_out.actual, held_out.split.days) == (2357, 1882, 273)


def test_orders_expected_are_near_those_that_came(held_out: Holdout) -> None:
    # The paper: after 78 weeks the model has told 4 % too few, counted from the first purchase of each.
    last = held_out.weeks[-1]
    assert round(last.expected_so_far / last.actual_so_far, 2) == 0.96
    assert held_out.expected / held_out.actual == pytest.approx(0.879, abs=0.001)
    assert held_out.typical_error < held_out.of_average < held_out.of_last_rate


def test_weeks_add_up_to_what_is_expected_and_what_came(held_out: Holdout, cdnow: Purchases) -> None:
    weeks = held_out.weeks
    assert len(weeks) == 78
    assert [week.held_out for week in weeks] == [False] * 39 + [True] * 39
    assert weeks[-1].day == UNTIL
    assert sum(week.actual for week in weeks) == weeks[-1].actual_so_far == len(cdnow.days) - len(cdnow.customers)
    assert sum(week.actual for week in weeks if week.held_out) == held_out.actual
    assert sum(week.expected for week in weeks) == pytest.approx(weeks[-1].expected_so_far)
    # By hand, for one day: what each customer was expected to have bought again since the first purchase.
    since = (weeks[20].day - cdnow.first) / 7
    expected = sum(held_out.model.expected_purchases_new(time) for time in since[since > 0].tolist())
    assert weeks[20].expected_so_far == pytest.approx(expected)


def test_buckets_are_means_by_frequency(held_out: Holdout, cdnow: Purchases) -> None:
    assert [(bucket.orders, bucket.more, bucket.customers) for bucket in held_out.buckets] == [
        (0, False, 1411), (1, False, 439), (2, False, 214), (3, False, 100), (4, False, 62), (5, False, 38),
        (6, False, 29), (7, True, 64),
    ]  # fmt: skip
    came = cdnow.between(CALIBRATION, UNTIL)[cdnow.until(CALIBRATION).frequency == 2]
    assert held_out.buckets[2].actual == pytest.approx(came.mean())
    total = sum(bucket.expected * bucket.customers for bucket in held_out.buckets)
    assert total == pytest.approx(held_out.expected)


def test_buckets_of_pareto_nbd_are_those_of_btyd(cdnow: Purchases) -> None:
    told = hold_out(pareto_nbd.fit, cdnow, Split(CALIBRATION, UNTIL)).buckets
    # The walkthrough of the R package prints them.
    expected = [0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403]
    assert [bucket.expected for bucket in told] == pytest.approx(expected, abs=1e-3)
    actual = [0.2367, 0.6970, 1.3925, 1.560, 2.532, 2.947, 3.862, 6.359]
    assert [bucket.actual for bucket in told] == pytest.approx(actual, abs=1e-3)


def test_churn_is_calibrated_and_better_than_the_share_of_all(held_out: Holdout) -> None:
    churn = held_out.churn
    assert sum(one.customers for one in churn.bins) == 2357
    assert all(one.low <= one.said <= one.high for one in churn.bins)
    assert churn.brier < 0.8 * churn.brier_of_share
    off = sum(abs(one.said - one.happened) * one.customers for one in churn.bins) / 2357
    assert off < 0.05


def test_the_best_tenth_brings_most_orders(held_out: Holdout) -> None:
    deciles = held_out.deciles
    assert [one.number for one in deciles] == list(range(1, 11))
    assert sum(one.customers for one in deciles) == 2357
    assert sum(one.actual for one in deciles) == held_out.actual
    assert deciles[0].share == pytest.approx(0.47, abs=0.005)
    assert deciles[0].lift == pytest.approx(deciles[0].share * 2357 / deciles[0].customers)


def test_choosing_tests_both_families_and_says_why(cdnow: Purchases) -> None:
    choice = choose(cdnow, UNTIL)
    assert [candidate.name for candidate in choice.candidates] == ["Pareto/NBD", "BG/NBD"]
    assert choice.why == (
        "Pareto/NBD: both told the weeks held out equally well, and the orders are likelier under it than under BG/NBD "
        "(log-likelihood higher by 2)."
    )
    assert (choice.untested, choice.worthless) == ("", False)
    known = cdnow.until(UNTIL)
    again = pareto_nbd.fit(known.frequency, known.recency / 7, known.age / 7)
    assert choice.model is not None
    assert choice.model.parameters == again.parameters
    assert choice.held_out is not None
    assert choice.held_out.split == Split(UNTIL - 175, UNTIL)


def test_one_family_can_be_asked_for(cdnow: Purchases) -> None:
    choice = choose(cdnow, UNTIL, families=("BG/NBD",))
    assert choice.why == "BG/NBD, as no other model could be fitted."


def test_a_company_that_leaves_only_after_buying_is_told_from_one_that_leaves_at_any_time() -> None:
    random = np.random.default_rng(4)
    chosen = []
    for dies in (False, True):
        who, when = [], []
        for customer in range(3000):
            start = float(random.integers(0, 300))
            rate = random.gamma(1.0, 1 / 15)
            ends = start + random.exponential(1 / random.gamma(1.2, 1 / 60)) if dies else np.inf
            leaves = 0.0 if dies else random.beta(1.5, 2.0)
            moment = start
            while moment <= min(ends, 600):
                who.append(customer)
                when.append(int(moment))
                if moment > start and random.random() < leaves:
                    break
                moment += random.exponential(1 / rate)
        choice = choose(Purchases.of(who, when), 600, unit_days=1.0)
        chosen.append(choice.candidates[0].name)
    assert chosen == ["BG/NBD", "Pareto/NBD"]


def test_a_short_past_is_not_held_out() -> None:
    random = np.random.default_rng(2)
    purchases = Purchases.of(random.integers(0, 60, 400), random.integers(0, 70, 400))
    choice = choose(purchases, 70)
    assert choice.model is not None
    assert (choice.held_out, choice.worthless) == (None, False)
    assert choice.untested == "only 10 weeks are known; 12 are needed to hold some of them out"


def test_too_few_who_came_back_are_not_held_out() -> None:
    purchases = Purchases.of([1, 1, 2, 2, 3], [0, 20, 5, 90, 300])
    assert split_of(purchases, 300) == "only 2 customers had come back before the weeks held out; 20 are needed"


def test_without_anybody_who_came_back_no_model_fits() -> None:
    choice = choose(Purchases.of([1, 2, 3], [0, 5, 9]), 300)
    assert choice.model is None
    assert choice.why == (
        "No model of repeat buying fits: nobody bought twice, so these orders do not tell who comes back."
    )


@pytest.mark.parametrize("name", ["BG/NBD", "Pareto/NBD"])
def test_chances_told_of_a_company_that_follows_the_model_come_true(name: str) -> None:
    random = np.random.default_rng(21)
    customers = 12_000
    rate, start = random.gamma(0.8, 1 / 60, customers), random.integers(0, 250, customers)
    dies = name == "Pareto/NBD"
    ends = start + random.exponential(1 / random.gamma(0.9, 1 / 150, customers)) if dies else np.full(customers, np.inf)
    leaves = np.zeros(customers) if dies else random.beta(0.9, 2.5, customers)
    who, when, moment, there = [np.arange(customers)], [start], start.astype(float), np.ones(customers, bool)
    while there.any():
        moment[there] += random.exponential(1 / np.maximum(rate[there], 1e-9))
        there &= moment <= np.minimum(ends, 700)
        who.append(np.flatnonzero(there))
        when.append(moment[there].astype(np.int64))
        there &= random.random(customers) >= leaves
    held_out = hold_out(FAMILIES[name], Purchases.of(np.concatenate(who), np.concatenate(when)), Split(400, 700))
    assert held_out.expected == pytest.approx(held_out.actual, rel=0.05)
    for one in held_out.churn.bins:
        chance = np.sqrt(one.said * (1 - one.said) / one.customers)
        assert abs(one.said - one.happened) < 4 * chance + 0.01
