"""The geometry of the columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.web.pictures.columns import Bar, Datum, columns, nice_step


def test_nice_step_is_one_two_or_five() -> None:
    assert [nice_step(most) for most in (0, 3, 7, 40, 100, 1234)] == [1, 1, 2, 10, 50, 500]


def test_bars_stand_on_one_another() -> None:
    drawn = columns([Datum("Jan", (1, 3), "/x", "Jan: 1, 3")], ("A", "B"), width=146, height=130)
    assert drawn.columns[0].bars == (Bar(1, "83.0", "25.0"), Bar(2, "8.0", "75.0"))


def test_scale_begins_at_zero() -> None:
    drawn = columns([Datum("Jan", (1, 3), "/x", "")], ("A", "B"), width=146, height=130)
    assert [tick.text for tick in drawn.ticks] == ["0", "1", "2", "3", "4"]


def test_no_data_still_has_a_scale() -> None:
    assert [tick.text for tick in columns([], ("A",)).ticks] == ["0", "1"]


def test_long_rows_name_every_third_month_and_the_last() -> None:
    drawn = columns([Datum(str(i), (1,), "", "") for i in range(24)], ("A",))
    assert [c.text for c in drawn.columns if c.text] == ["2", "5", "8", "11", "14", "17", "20", "23"]


@given(st.lists(st.tuples(st.floats(0, 1e8), st.floats(0, 1e8)), min_size=1, max_size=40))
def test_columns_never_leave_their_box(values: list[tuple[float, float]]) -> None:
    drawn = columns([Datum("", v, "", "") for v in values], ("A", "B"))
    for column in drawn.columns:
        for bar in column.bars:
            assert float(bar.y) >= 0
            assert float(bar.y) + float(bar.height) <= drawn.height


@pytest.mark.parametrize(("most", "left"), [(4.0, 46), (20_000.0, 50), (1_000_000.0, 71)])
def test_scale_has_room_for_its_longest_text(most: float, left: int) -> None:
    drawn = columns([Datum("Jan", (most,), "", "")], ("A",))
    assert (drawn.left, drawn.left_text) == (left, left - 8)
