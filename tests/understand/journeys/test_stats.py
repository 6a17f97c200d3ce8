"""Whether shares differ, against other people's implementations, and what precedes leaving in a log where it is known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as known

from regulars.understand.journeys.definition import Definition, Touchpoint
from regulars.understand.journeys.figures import Harm
from regulars.understand.journeys.preceding import leaving
from regulars.understand.journeys.stats import differs, found, strata_p, times_as_likely


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.sampled_from([0.01, 0.05, 0.2]))
def test_findings_are_those_of_scipys_benjamini_hochberg(p_values: list[float], share: float) -> None:
    corrected = known.false_discovery_control(p_values)
    # The bound itself is left to rounding.
    clear = [i for i, p in enumerate(corrected) if abs(p - share) > 1e-9]
    assert [found(p_values, share)[i] for i in clear] == [bool(corrected[i] <= share) for i in clear]


def test_nothing_tested_finds_nothing() -> None:
    assert found([]) == []


@pytest.mark.parametrize("table", [(40, 100, 20, 120), (3, 50, 9, 60), (0, 30, 5, 30)])
def test_one_stratum_is_the_chi_square_test_up_to_its_finite_correction(table: tuple[int, int, int, int]) -> None:
    first, of_first, second, of_second = table
    expected, p = strata_p([table])
    chi = known.chi2_contingency([[first, of_first - first], [second, of_second - second]], correction=False)
    total = of_first + of_second
    assert expected == pytest.approx(chi.expected_freq[0, 0])
    assert p == pytest.approx(known.chi2.sf(chi.statistic * (total - 1) / total, 1))


def test_strata_are_compared_inside_of_themselves_only() -> None:
    # In each stratum both have the same share; pooled, the first would look worse.
    assert strata_p([(90, 100, 9, 10), (1, 10, 10, 100)])[1] == pytest.approx(1.0)
    assert strata_p([(1, 1, 0, 0)])[1] == 1.0


def test_shares_of_nothing_do_not_differ() -> None:
    assert differs(0, 0, 5, 10) == 1.0
    assert differs(5, 10, 5, 10) == 1.0


def test_times_as_likely_is_the_relative_risk_of_scipy() -> None:
    ours = times_as_likely(120, 200, 180, 800)
    theirs = known.contingency.relative_risk(120, 200, 180, 800)
    low, high = theirs.confidence_interval(0.95)
    assert ours == pytest.approx((theirs.relative_risk, low, high))
    assert times_as_likely(0, 10, 5, 10) is None


def test_excess_people_and_cost_are_what_their_sentence_says() -> None:
    harm = Harm("leaving", 400, 1000, 100.0, 380, 0.5, 0.0)
    assert (harm.excess, harm.cost) == (285.0, 142.5)
    assert Harm("leaving", 10, 1000, 100.0, 10, 1.0, 0.0).excess == 0
    assert Harm("leaving", 0, 1000, 0.0, 0, 1.0, 1.0).excess == 0


POINTS = Definition(
    "Two", ("One",), (Touchpoint(5, "Bad", 0, ("page.viewed",)), Touchpoint(6, "Good", 0, ("mail.opened",)))
)


def test_only_what_makes_leaving_likelier_beyond_chance_is_told_strongest_first() -> None:
    rows = [
        {"touch": 0, "prev": None, "people": 300, "gone": 150},
        {"touch": 1, "prev": 0, "people": 100, "gone": 70},
        {"touch": 1, "prev": None, "people": 500, "gone": 20},
        {"touch": 0, "prev": 1, "people": 29, "gone": 29},
    ]
    told = leaving(POINTS, {"people": 1000, "gone": 250}, rows, date(2026, 6, 30), before=120, after=60)
    assert told is not None
    assert [(each.key, each.before, each.people) for each in told.precedents] == [(6, 5, 100), (5, 0, 300)]
    assert told.day == date(2026, 5, 1)
    assert told.precedents[1].times == pytest.approx(0.5 / (100 / 700))


def test_chance_precedes_leaving_no_oftener_than_it_is_allowed_to() -> None:
    rng = np.random.default_rng(3)
    invented = 0
    for _ in range(200):
        rows = []
        for touch in (0, 1):
            people = int(rng.integers(100, 900))
            rows.append(
                {"touch": touch, "prev": None, "people": people, "gone": int(rng.hypergeometric(300, 700, people))}
            )
        told = leaving(POINTS, {"people": 1000, "gone": 300}, rows, date(2026, 6, 30), before=120, after=60)
        assert told is not None
        invented += bool(told.precedents)
    # One in a hundred is allowed; so many or more of two hundred would be seen once in two hundred such tests.
    assert invented <= known.binom.ppf(0.995, 200, 0.01)


def test_where_nobody_was_seen_or_nobody_left_nothing_is_said() -> None:
    for everybody in ({"people": 0, "gone": 0}, {"people": 10, "gone": 0}, {"people": 0, "gone": None}):
        assert leaving(POINTS, everybody, [], date(2026, 6, 30), before=120, after=60) is None
