"""Windows as people name them."""

from __future__ import annotations

from datetime import date

import pytest

from regulars.understand.metrics.spans import OFFERED, UnknownSpan, compared_with, span

AS_OF = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("", date(2025, 5, 21), AS_OF),
        ("12m", date(2025, 5, 21), AS_OF),
        ("2y", date(2024, 5, 21), AS_OF),
        ("90d", date(2026, 2, 20), AS_OF),
        ("1d", AS_OF, AS_OF),
        ("this-month", date(2026, 5, 1), AS_OF),
        ("last-month", date(2026, 4, 1), date(2026, 4, 30)),
        ("this-quarter", date(2026, 4, 1), AS_OF),
        ("last-quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("this-year", date(2026, 1, 1), AS_OF),
        ("last-year", date(2025, 1, 1), date(2025, 12, 31)),
        ("2026-01-01..2026-03-31", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-01-05..2026-01-05", date(2026, 1, 5), date(2026, 1, 5)),
    ],
)
def test_a_name_means_its_days(text: str, first: date, last: date) -> None:
    window = span(text, AS_OF).window
    assert (window.start, window.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["0d", "soon", "next-month", "last-decade", "2026-02-30..2026-03-01", "2026-03-01..2026-02-01", "99999d", "1201m"],
)
def test_what_is_no_window_is_said(text: str) -> None:
    with pytest.raises(UnknownSpan, match="window: "):
        span(text, AS_OF)


def test_what_is_offered_is_understood_and_said() -> None:
    assert [span(text, AS_OF).said for text, _ in OFFERED] == [said for _, said in OFFERED]
    assert span("7d", AS_OF).said == "the last 7 days"
    assert span("2026-01-05..2026-01-09", AS_OF).said == "5 January 2026 to 9 January 2026"


def test_a_quarter_is_compared_with_the_one_before_or_a_year_earlier() -> None:
    window = span("last-quarter", AS_OF).window
    before, year = compared_with(window, "before"), compared_with(window, "year")
    assert before is not None
    assert (before.start, before.last) == (date(2025, 10, 1), date(2025, 12, 31))
    assert year is not None
    assert (year.start, year.last) == (date(2025, 1, 1), date(2025, 3, 31))
    assert compared_with(window, "nothing") is None
