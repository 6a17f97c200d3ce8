"""The geometry of columns side by side, and of lines over time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from regulars.web.pictures.columns import NARROW, Datum, columns
from regulars.web.pictures.curves import Door, curves
from regulars.web.pictures.pairs import Bar, pairs


def test_two_columns_stand_side_by_side_on_the_floor() -> None:
    drawn = pairs(
        [Datum("1", (1.0, 2.0), "/a", "one"), Datum("2", (0.0, 4.0), "", "two")],
        ("Told", "Came"),
        width=446,
        height=130,
    )
    assert drawn.pairs[0].bars == (Bar(1, "68.0", "83.0", "25.0"), Bar(2, "146.0", "58.0", "50.0"))
    assert [(pair.text, pair.href, pair.text_x) for pair in drawn.pairs] == [("1", "/a", "146.0"), ("2", "", "346.0")]
    assert [tick.text for tick in drawn.ticks] == ["0", "1", "2", "3", "4"]


def test_shares_are_drawn_to_the_whole() -> None:
    drawn = pairs([Datum("", (0.5,), "", "half")], ("Told",), percent=True, height=130)
    assert [tick.text for tick in drawn.ticks] == ["0 %", "25 %", "50 %", "75 %", "100 %"]
    assert drawn.pairs[0].bars[0].height == "50.0"


@given(st.lists(st.tuples(st.floats(0, 1e7), st.floats(0, 1e7)), max_size=12))
def test_no_column_leaves_the_picture(values: list[tuple[float, float]]) -> None:
    drawn = pairs([Datum("", both, "", "") for both in values], ("Told", "Came"))
    for pair in drawn.pairs:
        assert all(7.9 <= float(bar.y) <= drawn.height - 21.9 for bar in pair.bars)


def test_lines_begin_at_the_left_and_the_mark_stands_at_its_point() -> None:
    drawn = curves(
        ([0.0, 5.0, 10.0], [0.0, 2.5, 5.0]), ("Told", "Came"),
        [Door(0, 2, "Jan", "/a", "January"), Door(2, 3, "Feb", "/b", "February")],
        since=2, since_text="from here", width=158, height=142,
    )  # fmt: skip
    assert [curve.path for curve in drawn.curves] == [
        "M54.0 120.0L104.0 70.0L154.0 20.0",
        "M54.0 120.0L104.0 95.0L154.0 70.0",
    ]
    assert (drawn.since, drawn.since_anchor, drawn.since_text_x) == ("154.0", "end", "148.0")
    assert [(one.x, one.width, one.href) for one in drawn.stretches] == [
        ("54.0", "75.0", "/a"),
        ("129.0", "25.0", "/b"),
    ]


def test_nothing_to_draw_draws_nothing() -> None:
    drawn = curves(([], []), ("Told", "Came"), [])
    assert (drawn.curves, drawn.stretches, drawn.since) == ((), (), "")


def test_pictures_are_drawn_once_more_for_a_phone() -> None:
    data = [Datum(f"€{n},000", (float(n),), "/a", "") for n in range(1, 11)]
    lines = [[float(n) for n in range(30)]]
    doors = [Door(n, n + 1, "January", "/a", "") for n in range(30)]
    for drawn in (pairs(data, ("Told",)), columns(data, ("Told",)), curves(lines, ("Told",), doors)):
        assert drawn.narrow is not None
        assert (drawn.narrow.width, drawn.narrow.narrow) == (NARROW, None)


def test_names_that_would_run_into_one_another_are_left_out() -> None:
    data = [Datum(f"€{n},000", (float(n),), "/a", "") for n in range(1, 11)]
    wide = pairs(data, ("Told",))
    assert wide.narrow is not None
    assert [pair.text for pair in wide.pairs if pair.text] == [datum.text for datum in data]
    assert [pair.text for pair in wide.narrow.pairs if pair.text] == ["€1,000", "€3,000", "€5,000", "€7,000", "€9,000"]
