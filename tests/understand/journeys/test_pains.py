"""Where it hurts among few people: one complaint is somebody's story, eight of them are the touchpoint's."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats as known

from regulars.understand.journeys.definition import Definition, Touchpoint
from regulars.understand.journeys.figures import Met, Mood
from regulars.understand.journeys.pains import pains
from regulars.understand.journeys.stats import differs, strata_differ, strata_p

POINTS = Definition("Five", ("One",), tuple(Touchpoint(key, f"Step {key}", 0, ("page.viewed",)) for key in range(1, 6)))
COUNTS = st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def hurting(**first: Any) -> list[tuple[int, list[str]]]:
    """The pain points of five touchpoints that 100 people met, the first of them 40; it alone has something to tell."""
    met = [Met(key, visits=300, people=100) for key in range(1, 6)]
    met[0] = Met(1, **{"visits": 40, "people": 40} | first)
    return [(pain.key, [harm.kind for harm in pain.harms]) for pain in pains(POINTS, met)]


def test_one_complaint_among_few_visits_is_no_pain() -> None:
    assert hurting(complaints=1, complained_people=1) == []
    assert hurting(complaints=2, complained_people=2) == []


def test_many_complaints_of_one_person_are_no_pain() -> None:
    assert hurting(complaints=12, complained_people=1) == []
    assert hurting(complaints=12, complained_people=4) == []


def test_complaints_of_a_handful_are_a_pain() -> None:
    assert hurting(complaints=8, complained_people=8) == [(1, ["complaint"])]


def test_few_bad_marks_are_no_pain_and_more_of_them_are() -> None:
    def marked(bad: int) -> list[tuple[int, list[str]]]:
        elsewhere = Mood("csat", 40, 80.0, 1, 1)
        met = [Met(key, visits=40, people=40, moods=(elsewhere,)) for key in range(1, 6)]
        met[0] = Met(1, visits=40, people=40, moods=(Mood("csat", 30, 60.0, bad, bad),))
        return [(pain.key, [harm.kind for harm in pain.harms]) for pain in pains(POINTS, met)]

    assert (marked(4), marked(12)) == ([], [(1, ["bad_answer"])])


def test_chance_among_few_makes_pains_no_oftener_than_it_may() -> None:
    rng = np.random.default_rng(11)
    invented = 0
    for _ in range(400):
        told = [int(n) for n in rng.binomial(60, 0.08, 5)]
        met = [Met(key, visits=60, people=60, complaints=n, complained_people=n) for key, n in enumerate(told, start=1)]
        invented += bool(pains(POINTS, met))
    # One in a hundred is allowed; so many or more of four hundred would be seen once in two hundred such tests.
    assert invented <= known.binom.ppf(0.995, 400, 0.01)


@example((30, 100), (2_701, 9_000))
@given(COUNTS, COUNTS)
def test_two_shares_differ_as_the_exact_distribution_says(first: tuple[int, int], second: tuple[int, int]) -> None:
    (a, of_a), (b, of_b) = first, second
    exact = known.hypergeom(of_a + of_b, a + b, of_a)
    half = exact.pmf(a) / 2
    expected = 2 * min(exact.sf(a) + half, exact.cdf(a - 1) + half)
    # Equal shares are said not to differ at all, though the distribution may be a little askew.
    assert differs(a, of_a, b, of_b) == pytest.approx(1.0 if a * of_b == b * of_a else expected, rel=1e-6, abs=1e-12)


def test_shares_of_millions_differ_as_exactly() -> None:
    exact = known.hypergeom(9_000_000, 900_000, 1_000_000)
    for k in (99_000, 99_800, 100_400, 101_500):
        tail = exact.pmf(k) / 2 + (exact.sf(k) if k > 100_000 else exact.cdf(k - 1))
        assert differs(k, 1_000_000, 900_000 - k, 8_000_000) == pytest.approx(2 * tail, rel=1e-4)


def test_small_strata_differ_as_counting_every_table_says() -> None:
    strata = [(4, 9, 2, 12), (3, 5, 1, 8)]
    tables = []
    for one, of_one, two, of_two in strata:
        hits = one + two
        ways = {k: math.comb(of_one, k) * math.comb(of_two, hits - k) for k in range(min(hits, of_one) + 1)}
        tables.append({k: count / math.comb(of_one + of_two, hits) for k, count in ways.items()})
    chances = {pair: tables[0][pair[0]] * tables[1][pair[1]] for pair in product(*tables)}
    at = sum(chance for pair, chance in chances.items() if sum(pair) == 7)
    above = sum(chance for pair, chance in chances.items() if sum(pair) > 7)
    expected, p = strata_differ(strata)
    assert p == pytest.approx(2 * (above + at / 2))
    assert expected == pytest.approx(strata_p(strata)[0])


def test_large_strata_differ_as_mantel_and_haenszel_say() -> None:
    strata = [(1_300, 4_000, 4_000, 14_000), (90, 400, 800, 4_000)]
    assert strata_differ(strata) == strata_p(strata)
    nearly = [(300, 1_000, 1_080, 4_000), (90, 400, 800, 4_000)]
    assert strata_differ(nearly)[1] == pytest.approx(strata_p(nearly)[1], rel=0.05)


def test_a_count_that_could_not_differ_does_not() -> None:
    assert strata_differ([(5, 5, 4, 4)])[1] == 1.0
    assert strata_differ([])[1] == 1.0
