from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.understand.predictions.purchases import Purchases


def test_days_are_distinct_and_in_order() -> None:
    told = Purchases.of([7, 3, 7, 7, 3], [12, 5, 10, 12, 9])
    assert (told.customers.tolist(), told.starts.tolist(), told.days.tolist()) == ([3, 7], [0, 2], [5, 9, 10, 12])
    assert told.first.tolist() == [5, 10]


def test_histories_stop_at_the_day_asked_for() -> None:
    told = Purchases.of([1, 1, 1, 2, 3], [0, 10, 30, 12, 40])
    known = told.until(20)
    assert known.at.tolist() == [0, 1]
    assert (known.frequency.tolist(), known.recency.tolist(), known.age.tolist()) == ([1, 0], [10.0, 0.0], [20.0, 8.0])
    assert told.between(20, 40).tolist() == [1, 0, 1]
    assert told.between(30, 39).tolist() == [0, 0, 0]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 30)), min_size=1, max_size=40), st.integers(0, 30))
def test_histories_are_those_counted_by_hand(rows: list[tuple[int, int]], until: int) -> None:
    told = Purchases.of([who for who, _ in rows], [day for _, day in rows])
    known = told.until(until)
    expected = []
    for who in sorted({who for who, _ in rows}):
        days = sorted({day for one, day in rows if one == who and day <= until})
        if days:
            expected.append((who, len(days) - 1, days[-1] - days[0], until - days[0]))
    got = zip(told.customers[known.at], known.frequency, known.recency, known.age, strict=True)
    assert [tuple(int(part) for part in row) for row in got] == expected


def test_impossible_arrays_are_named() -> None:
    with pytest.raises(ValueError, match="same length"):
        Purchases.of([1, 2], [3])
    with pytest.raises(ValueError, match="not empty"):
        Purchases.of(np.zeros(0), np.zeros(0))
