"""The geometry of the small line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from regulars.web.pictures.spark import Mark, Spark, spark


def test_spark_of_nothing_is_empty() -> None:
    assert spark([]) == Spark(240, 64, "", "", None)
    assert spark([None, None]) == Spark(240, 64, "", "", None)


def test_spark_spans_the_box() -> None:
    assert spark([0.0, 1.0], width=110, height=60) == Spark(110, 60, "M5 55L105 5", "", ("105", "5"))


def test_flat_spark_lies_in_the_middle() -> None:
    assert spark([3.0, 3.0], width=110, height=60).line == "M5 30L105 30"


def test_missing_month_leaves_a_gap() -> None:
    assert spark([0.0, None, 1.0], width=110, height=60).line == "M5 55M105 5"


def test_single_value_is_a_dot() -> None:
    assert spark([2.0], width=110, height=60).last == ("5", "30")


def test_band_goes_there_above_and_back_below() -> None:
    drawn = spark([1.0, 1.0], low=[0.0, 0.0], high=[2.0, 2.0], width=110, height=60)
    assert drawn.band == "5,5 105,5 105,55 5,55"


def test_word_near_the_right_edge_stands_left_of_its_mark() -> None:
    drawn = spark([0.0, 1.0], marks=[(1, "fitting room"), (9, "outside")], width=110, height=60)
    assert drawn.marks == (Mark("105", "101", "end", "fitting room"),)


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), max_size=40))
def test_spark_never_leaves_its_box(values: list[float | None]) -> None:
    drawn = spark(values)
    for point in drawn.line.replace("M", "L").split("L")[1:]:
        x, y = map(float, point.split())
        assert 0 <= x <= drawn.width
        assert 0 <= y <= drawn.height
