from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.understand.predictions.kaplan_meier import fit, log_rank

# Freireich and others (1963), as every textbook of survival analysis prints them: weeks in remission, with the drug 6-MP
# and with a placebo; False: still in remission.
DRUG = (
    [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
    [True, True, True, False, True, False, True, False, False, True, True, *[False] * 3, True, True, *[False] * 5],
)
PLACEBO = ([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [True] * 21)


def test_the_curve_and_greenwoods_error_are_the_published_ones() -> None:
    curve = fit(*DRUG)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.left.tolist() == [3, 1, 1, 1, 1, 1, 1]
    assert [round(value, 3) for value in curve.survival] == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert [round(value, 4) for value in curve.errors] == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert (curve.median, curve.customers, curve.longest) == (23.0, 21, 35.0)
    assert fit(*PLACEBO).median == 8.0


def test_the_interval_is_taken_on_the_doubled_logarithm() -> None:
    curve = fit(*DRUG)
    # As R's survfit gives it with conf.type = "log-log".
    assert [round(value, 3) for value in curve.low] == [0.620, 0.563, 0.503, 0.432, 0.368, 0.268, 0.188]
    assert [round(value, 3) for value in curve.high] == [0.952, 0.923, 0.889, 0.849, 0.805, 0.747, 0.680]


def test_the_log_rank_test_is_the_published_one() -> None:
    told = log_rank([DRUG, PLACEBO])
    assert (round(told.statistic, 2), told.freedom) == (16.79, 1)
    assert told.p == pytest.approx(4.17e-5, rel=1e-2)
    assert [round(value, 2) for value in told.expected] == [19.25, 10.75]
    assert told.left == (9.0, 21.0)
    assert log_rank([PLACEBO, DRUG]).statistic == pytest.approx(told.statistic)


def test_equal_groups_do_not_differ() -> None:
    told = log_rank([DRUG, DRUG, DRUG])
    assert (told.statistic, told.freedom) == (pytest.approx(0.0), 2)
    assert told.p == pytest.approx(1.0)
    assert log_rank([([1, 2], [False, False]), ([3], [False])]).p == 1.0


def test_beyond_what_was_seen_nothing_is_told() -> None:
    curve = fit(*DRUG)
    assert curve.at([0, 5.9, 6, 30, 36]) == pytest.approx(
        [1.0, 1.0, curve.survival[0], curve.survival[-1], np.nan], nan_ok=True
    )
    assert fit(*PLACEBO).at([24, 100]).tolist() == [0.0, 0.0]


def test_churn_is_conditional_on_having_stayed() -> None:
    curve = fit(*DRUG)
    assert curve.churn([7, 40], [10, 10]) == pytest.approx(
        [1 - curve.survival[4] / curve.survival[2], np.nan], nan_ok=True
    )


def test_the_mean_until_a_time_is_the_area_under_the_curve() -> None:
    curve = fit([1, 2, 3, 4], [True, True, True, True])
    assert curve.mean_until(4) == pytest.approx(1 + 0.75 + 0.5 + 0.25)
    assert curve.mean_until(1.5) == pytest.approx(1 + 0.75 * 0.5)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40))
def test_counted_rows_are_the_same_as_single_ones_and_shares_only_fall(rows: list[tuple[int, bool]]) -> None:
    curve = fit([time for time, _ in rows], [gone for _, gone in rows])
    distinct = sorted(set(rows))
    counted = fit([time for time, _ in distinct], [gone for _, gone in distinct], [rows.count(row) for row in distinct])
    assert counted.survival.tolist() == curve.survival.tolist()
    steps = np.append(1.0, curve.survival)
    assert (np.diff(steps) < 0).all()
    assert (steps >= 0).all()
    if all(gone for _, gone in rows):
        # Without anybody still there it is the plain share.
        assert curve.survival == pytest.approx([np.mean([time > at for time, _ in rows]) for at in curve.times])


def test_impossible_arrays_are_named() -> None:
    with pytest.raises(ValueError, match="same length"):
        fit([1, 2], [True])
    with pytest.raises(ValueError, match="finite times"):
        fit([-1.0], [True])
    with pytest.raises(ValueError, match="two are needed"):
        log_rank([DRUG])
