"""A metric as the scoreboard says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from regulars.understand.metrics.measured import Measured, Point
from regulars.understand.metrics.window import Window
from regulars.web.understand.said import draw, mark, said, verdict

WINDOW = Window(date(2025, 11, 22), date(2026, 11, 22), 12)
AGAIN = Measured(
    key="repeat_purchase_rate", title="Repeat purchase rate", unit="share", window=WINDOW, numerator=24, denominator=100,
    value=0.24, low=0.167, high=0.332, change=0.15, beyond_chance=True, verdict="better", formula="two / one",
    sentence="24 % of buyers bought again, up from 9 %.", series=(), series_meaning="by month",
)  # fmt: skip


def test_figure_stands_apart_from_the_sentence() -> None:
    shown = said(AGAIN, "SELECT 1", {})
    assert (shown.before, shown.figure, shown.after) == ("", "24 %", " of buyers bought again, up from 9 %.")


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("Customers spent €389,121.50, up from €230,529.50.", "€389,121.50"),
        ("For every 100 orders, 2.8 returns were made, down from 7.7.", "2.8"),
        ("1,556 customers bought, up from 1,138.", "1,556"),
        ("There were no buyers in this time.", ""),
        ("3 % of buyers returned something.", "3 %"),
    ],
)
def test_bold_is_the_figure_that_is_told(sentence: str, figure: str) -> None:
    shown = said(replace(AGAIN, sentence=sentence), "", {})
    assert (shown.figure, shown.before + shown.figure + shown.after) == (figure, sentence)


def test_interval_says_of_how_many() -> None:
    assert said(AGAIN, "", {}).interval == "17 to 33 %, of 100"
    assert said(replace(AGAIN, low=None), "", {}).interval == ""
    assert said(replace(AGAIN, low=0.0401, high=0.0449), "", {}).interval == "4.0 to 4.5 %, of 100"


@pytest.mark.parametrize(
    ("judged", "beyond", "chip"),
    [
        ("better", True, ("better, beyond chance", "good")),
        ("worse", True, ("worse, beyond chance", "bad")),
        ("better", None, ("better", "good")),
        ("same", False, ("no change beyond chance", "")),
        ("same", None, ("as before", "")),
        (None, None, ("", "")),
    ],
)
def test_chip_never_says_better_by_chance(judged: str | None, beyond: bool | None, chip: tuple[str, str]) -> None:
    assert verdict(replace(AGAIN, verdict=judged, beyond_chance=beyond)) == chip


def test_picture_says_what_it_shows_and_where_something_changed() -> None:
    points = tuple(Point(f"2026-0{m}", n, 100, n / 100) for m, n in ((1, 9), (2, 10), (3, 24)))
    drawing, words = draw(points, {"2026-02": "a fitting room that shows each piece", "2020-01": "before all"})
    assert (
        words == "By month, from 9 % in Jan 2026 to 24 % in Mar 2026; a fitting room that shows each piece in Feb 2026"
    )
    assert [m.text for m in drawing.marks] == ["fitting room"]


def test_months_that_may_still_move_are_not_drawn() -> None:
    points = (Point("2026-01", 1, 10, 0.1), Point("2026-02", 9, 10, 0.9, final=False))
    assert draw(points, {})[1] == "By month, from 10 % in Jan 2026 to 10 % in Jan 2026"


def test_no_months_say_so() -> None:
    assert draw((), {})[1] == "Not enough months for a picture"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("a fitting room that shows each piece on a body, in place of the size chart", "fitting room"),
        ("The new returns desk", "new returns desk"),
        ("Longer opening hours on every single Saturday", "Longer opening hours…"),
    ],
)
def test_mark_is_told_in_few_words(text: str, short: str) -> None:
    assert mark(text) == short
