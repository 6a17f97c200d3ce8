from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from regulars.understand.metrics.intervals import normal_p, ratio_error, two_proportion_p, wilson

shares = st.integers(1, 10_000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


@given(shares)
def test_wilson_is_scipys(share: tuple[int, int]) -> None:
    successes, trials = share
    theirs = stats.binomtest(successes, trials).proportion_ci(method="wilson")
    assert wilson(successes, trials) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@given(shares)
def test_wilson_holds_the_share_inside_zero_and_one(share: tuple[int, int]) -> None:
    low, high = wilson(*share)
    assert 0 <= low <= share[0] / share[1] <= high <= 1


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (-1, 5), (6, 5)])
def test_wilson_of_no_share_is_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match=f"{successes} of {trials}"):
        wilson(successes, trials)


@given(shares, shares)
def test_two_proportions_are_the_chi_squared_test(now: tuple[int, int], before: tuple[int, int]) -> None:
    # The pooled z-test of two shares is the chi-squared test of their table, without correction.
    table = [[now[0], now[1] - now[0]], [before[0], before[1] - before[0]]]
    p = two_proportion_p(*now, *before)
    if 0 in (table[0][0] + table[1][0], table[0][1] + table[1][1]):
        assert p == 1.0
    else:
        assert math.isclose(p, stats.chi2_contingency(table, correction=False).pvalue, rel_tol=1e-6, abs_tol=1e-12)


def test_two_proportions_without_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one trial"):
        two_proportion_p(1, 2, 0, 0)


def test_the_error_of_a_ratio_of_single_answers_is_that_of_a_mean() -> None:
    scores = [1, 1, 0, -1, 1, 0, 0, 1]
    n, mean = len(scores), sum(scores) / len(scores)
    spread = sum((score - mean) ** 2 for score in scores) / (n - 1)
    error = ratio_error(sum(scores), n, n, sum(s * s for s in scores), sum(scores), n)
    assert error == pytest.approx((spread / n) ** 0.5, rel=1e-12)


def test_the_error_of_a_ratio_is_what_drawing_customers_anew_shows() -> None:
    rng = np.random.default_rng(5)
    orders = rng.poisson(3, 400) + 1
    spent = orders * rng.gamma(4, 10, 400)
    error = ratio_error(spent.sum(), orders.sum(), 400, (spent**2).sum(), (spent * orders).sum(), (orders**2).sum())
    drawn = rng.integers(0, 400, (4000, 400))
    ratios = spent[drawn].sum(axis=1) / orders[drawn].sum(axis=1)
    assert error == pytest.approx(ratios.std(), rel=0.05)


def test_nothing_can_be_said_of_one_customer() -> None:
    assert ratio_error(5, 1, 1, 25, 5, 1) is None
    assert ratio_error(0, 0, 5, 0, 0, 0) is None


def test_a_difference_without_error_is_chance_only_where_there_is_none() -> None:
    assert (normal_p(0, 0), normal_p(1, 0)) == (1.0, 0.0)
    assert normal_p(1.96, 1) == pytest.approx(0.05, abs=1e-4)
