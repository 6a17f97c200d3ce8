from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from regulars.understand.predictions.grouping import group


def test_equal_histories_become_one() -> None:
    found = group([0, 2, 0, 2], [0, 3 / 7, 0, 3 / 7], [10 / 7, 1, 10 / 7, 1])
    got = sorted(zip(found.x, found.recency, found.age, found.count, strict=True))
    assert got == [(0, 0.0, 10 / 7, 2.0), (2, 3 / 7, 1.0, 2.0)]
    assert found.customers == 4


# Whole days, sevenths of weeks, and times that are neither.
scales = st.sampled_from([1.0, 1 / 7, 0.1234567])
customers = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=60)


@given(customers, scales)
def test_grouping_loses_nobody(rows: list[tuple[int, int, int]], scale: float) -> None:
    told = [(x, min(first, second) * scale, max(first, second) * scale) for x, first, second in rows]
    found = group(*map(list, zip(*told, strict=True)))
    got = {
        (int(x), round(float(t), 9), round(float(age), 9)): int(n)
        for x, t, age, n in zip(found.x, found.recency, found.age, found.count, strict=True)
    }
    assert got == Counter((x, round(t, 9), round(age, 9)) for x, t, age in told)
