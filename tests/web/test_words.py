"""How values are said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from regulars.web import words

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "said"),
    [("Ada Brandt", "AB"), ("Zoë", "Z"), ("Café Nord GmbH", "CG"), ("ada@brandt.example", "A"), ("12", "·"), ("", "·"),
     ("Łukasz van der Żak", "ŁŻ")],
)  # fmt: skip
def test_initials_are_first_and_last_letter(name: str, said: str) -> None:
    assert words.initials(name) == said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=9), "9 days ago"),
        (timedelta(days=63), "9 weeks ago"),
        (timedelta(days=150), "5 months ago"),
        (timedelta(days=900), "2 years ago"),
        (timedelta(days=-3), "24 Nov 2026"),
    ],
)
def test_ago_uses_the_coarsest_word(before: timedelta, said: str) -> None:
    assert words.ago(NOW - before, NOW) == said


def test_ago_of_never_is_empty() -> None:
    assert words.ago(None, NOW) == ""


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 21), "Today"),
        (date(2026, 11, 20), "Yesterday"),
        (date(2026, 9, 2), "2 Sep"),
        (date(2024, 3, 1), "1 Mar 2024"),
    ],
)
def test_day_name_says_the_year_only_when_it_is_another(day: date, said: str) -> None:
    assert words.day_name(day, date(2026, 11, 21)) == said


@pytest.mark.parametrize(
    ("value", "currency", "said"),
    [
        (Decimal("1284.0000"), "EUR", "€1,284"),
        (Decimal("64.5"), "GBP", "£64.50"),
        (Decimal("1284.5"), "XAF", "1,284 XAF"),
        (Decimal("100.00"), "EUR", "€100"),
        (None, "EUR", "—"),
    ],
)
def test_round_money_drops_cents_from_a_hundred_on(value: Decimal | None, currency: str, said: str) -> None:
    assert words.round_money(value, currency) == said


def test_percent_of_unknown_is_a_dash() -> None:
    assert [words.percent(share) for share in (None, 0.614, 1.0)] == ["—", "61 %", "100 %"]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "a day"),
        (1, "a day"),
        (20, "20 days"),
        (35, "5 weeks"),
        (89, "12 weeks"),
        (210, "7 months"),
        (800, "2 years"),
    ],
)
def test_span_is_told_in_the_coarsest_word_that_still_says_something(days: int, said: str) -> None:
    assert words.span_of(days) == said
