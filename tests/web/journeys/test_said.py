"""What a map says in words."""

from __future__ import annotations

import pytest

from regulars.understand.journeys.figures import Harm
from regulars.web.journeys.said import arithmetic, clause, cost, many, span


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
