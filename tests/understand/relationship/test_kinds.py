"""From contacts and opinions to a kind: what each is called, and that nobody flips from day to day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.understand.relationship.kinds import HEADINGS, KINDS, STEP, closeness, feeling, headings, kinds, weeks_ago


def bits(*weeks: int) -> int:
    return sum(1 << week for week in weeks)


def close(weeks: int, channels: int = 1, began: int = 5, ours: int = 0) -> float:
    whole = [np.array([value], dtype=np.int64) for value in (weeks, channels, began, ours)]
    return float(closeness(*whole).value[0])


def kind(near: float, praise: float = 0.0, blame: float = 0.0, before: str = "") -> str:
    place = KINDS.index(before) if before else -1
    arrays: list[Any] = [np.array([value]) for value in (near, praise, blame)]
    return KINDS[kinds(*arrays, np.array([place]))[0]]


@pytest.mark.parametrize(
    ("near", "praise", "blame", "expected"),
    [
        (0.8, 1.0, 0.0, "friend"),
        (0.8, 0.0, 0.0, "warm"),
        (0.4, 1.0, 0.0, "warm"),
        (0.4, 0.0, 0.0, "neutral"),
        (0.8, 0.9, 0.9, "love-hate"),
        (0.1, 0.9, 0.9, "distant"),
        (0.1, 1.0, 0.0, "distant"),
        (0.8, 0.0, 1.5, "enemy"),
        (0.1, 0.0, 1.5, "enemy"),
        # One complaint alone makes nobody an enemy.
        (0.8, 0.0, 0.8, "neutral"),
    ],
)
def test_kind(near: float, praise: float, blame: float, expected: str) -> None:
    assert kind(near, praise, blame) == expected


def test_kind_stays_while_a_small_step_leads_back() -> None:
    assert [kind(near, before="warm") for near in (0.61, 0.57, 0.56, 0.54)] == ["warm", "warm", "warm", "neutral"]
    assert [kind(near, before="neutral") for near in (0.59, 0.63, 0.66)] == ["neutral", "neutral", "warm"]


unit = st.floats(0, 1, allow_nan=False)


@given(near=unit, praise=st.floats(0, 5), blame=st.floats(0, 5), drift=st.floats(-STEP / 2, STEP / 2))
def test_what_moves_by_less_than_half_a_step_and_back_flips_nobody(
    near: float, praise: float, blame: float, drift: float
) -> None:
    first = kind(near, praise, blame)
    second = kind(near + drift, praise, blame, first)
    assert (second, kind(near, praise, blame, second)) == (first, first)


@given(
    weeks=st.integers(0, 2**52 - 1),
    channels=st.integers(0, 2**13 - 1),
    began=st.integers(0, 500),
    ours=st.integers(0, 500),
)
def test_closeness_lies_between_nothing_and_all(weeks: int, channels: int, began: int, ours: int) -> None:
    value = close(weeks, channels, began, ours)
    assert 0 <= value <= 1
    assert (value == 0) == (weeks == 0)


def test_closeness_weighs_silence_against_the_own_rhythm() -> None:
    monthly, weekly = bits(*range(0, 52, 4)), bits(*range(52))
    # Three weeks of silence are nothing to a monthly customer, and something to a weekly one.
    assert close(bits(*range(3, 52, 4))) == pytest.approx(close(monthly), abs=0.02)
    assert close(weekly >> 4 << 4) < close(weekly) - 0.2


def test_closeness_grows_with_visits_ways_and_initiative() -> None:
    base = close(bits(0, 20), 1, 1, 10)
    assert min(close(bits(0, 10, 20), 1, 1, 10), close(bits(0, 20), 3, 1, 10), close(bits(0, 20), 1, 9, 10)) > base


def test_a_quarter_ago_is_the_year_that_ended_then() -> None:
    now, before = np.array([bits(0, 14, 51)], dtype=np.int64), np.array([bits(0, 12, 13)], dtype=np.int64)
    # Weeks 14 and 51 were 1 and 38 weeks old then; of the year before, the weeks 0 and 12 were 39 and 51 weeks old.
    assert weeks_ago(now, before).tolist() == [bits(1, 38, 39, 51)]


def test_feeling_is_nothing_where_nothing_was_said_and_mild_where_little_was() -> None:
    told = feeling(np.array([0.0, 0.1, 3.0, 0.0]), np.array([0.0, 0.0, 0.0, 1.0]))
    assert np.isnan(told[0])
    assert told[1:].tolist() == pytest.approx([1 / 6, 6 / 7, -2 / 3])


@pytest.mark.parametrize(
    ("now", "ago", "is_new", "before", "expected"),
    [
        (0.8, 0.8, False, "", "steady"),
        (0.5, 0.8, False, "", "cooling"),
        (0.8, 0.5, False, "", "closer"),
        (0.8, 0.0, True, "", "new"),
        # Who was far cannot cool.
        (0.1, 0.4, False, "", "steady"),
        (0.68, 0.8, False, "", "steady"),
        (0.68, 0.8, False, "cooling", "cooling"),
        (0.72, 0.8, False, "cooling", "steady"),
    ],
)
def test_heading(now: float, ago: float, is_new: bool, before: str, expected: str) -> None:
    place = HEADINGS.index(before) if before else -1
    found = headings(np.array([now]), np.array([ago]), np.array([is_new]), np.array([place]))
    assert HEADINGS[found[0]] == expected
