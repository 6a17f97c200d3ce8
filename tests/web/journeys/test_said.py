"""What a map says in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from regulars.understand.journeys.definition import Definition, Touchpoint
from regulars.understand.journeys.figures import Harm, Map, Met
from regulars.understand.metrics.window import Window
from regulars.web.journeys.said import TOO_FEW, arithmetic, clause, cost, lead, many, painless, span


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (None, ""), (0, "less than a minute"), (59.4, "less than a minute"), (60, "1 minute"), (119, "2 minutes"),
        (3600, "60 minutes"), (7200, "2 hours"), (86_400, "24 hours"), (172_800, "2 days"), (90 * 86_400, "90 days"),
    ],
)  # fmt: skip
def test_time_is_said_in_the_coarsest_words_that_still_say_something(seconds: float | None, expected: str) -> None:
    assert span(seconds) == expected


def test_one_and_many() -> None:
    assert [many(1, "person", "people"), many(4312, "person", "people"), many(0, "visit")] == [
        "1 person",
        "4,312 people",
        "0 visits",
    ]


@pytest.mark.parametrize(
    ("kind", "expected", "sum_"),
    [
        ("leaving", "40 % go no further, where 10 % would be usual", "285 people more left × 0.5 = 142"),
        (
            "complaint",
            "40 % of visits end in a complaint, where 10 % would be usual",
            "285 people more complained × 0.5 = 142",
        ),
        (
            "bad_answer",
            "40 % of answers are bad, where 10 % would be usual",
            "285 people more gave bad marks × 0.5 = 142",
        ),
        (
            "waiting",
            "40 % wait longer than they should, where 10 % would be usual",
            "285 people more waited too long × 0.5 = 142",
        ),
    ],
)
def test_harm_is_said_with_its_arithmetic(kind: str, expected: str, sum_: str) -> None:
    harm = Harm(kind, 400, 1000, 100.0, 380, 0.5, 0.0)
    assert (clause(harm), arithmetic(harm)) == (expected, sum_)


def test_cost_of_a_few_people_is_not_rounded_away() -> None:
    assert [cost(value) for value in (0.5, 1.0, 9.96, 10.4, 1234.6)] == ["0.5", "1", "10", "10", "1,235"]


def test_few_visits_are_not_said_to_hurt_nobody() -> None:
    definition = Definition("One", ("Look",), (Touchpoint(1, "Look", 0, ("page.viewed",)),))

    def drawn(visits: int) -> Map:
        window = Window.of_days(date(2026, 1, 1), date(2026, 6, 30))
        met = (Met(1, visits=visits, people=visits),)
        return Map(window, datetime(2026, 7, 1, tzinfo=UTC), "", "EUR", visits, visits, 0, met, (), (), (), ())

    assert lead(definition, drawn(29), {1: "Look"}) == ["29 people met us 29 times.", TOO_FEW]
    assert lead(definition, drawn(30), {1: "Look"}) == ["30 people met us 30 times.", "Nothing hurts beyond chance."]
    assert (painless(drawn(29)), painless(drawn(30))) == (
        TOO_FEW,
        "No touchpoint is worse than the others beyond chance.",
    )
