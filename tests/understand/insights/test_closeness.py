"""How close a customer is, and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from regulars.understand.insights.closeness import closeness

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("orders", "first", "last", "alive", "expected"),
    [
        (0, None, None, None, ("", "")),
        (1, date(2026, 2, 1), date(2026, 2, 1), 0.9, ("new", "The first order was on 1 February 2026.")),
        (1, date(2026, 1, 1), date(2026, 1, 1), None, ("new", "The first order was on 1 January 2026.")),
        (1, date(2025, 1, 1), date(2025, 1, 1), None, ("", "")),
        (
            1, date(2025, 1, 1), date(2025, 1, 1), 0.3,
            ("distant", "One order, on 1 January 2025: 30 % likely to be still with us."),
        ),
        (
            5, date(2025, 1, 1), date(2025, 3, 2), 0.8,
            ("warm", "5 orders, about every 15 days, the last on 2 March 2025: 80 % likely to be still with us."),
        ),
        (
            2, date(2025, 1, 1), date(2025, 1, 2), 0.4,
            ("cooling", "2 orders, about every day, the last on 2 January 2025: 40 % likely to be still with us."),
        ),
        (
            3, date(2025, 1, 1), date(2025, 1, 1), 0.39,
            ("distant", "3 orders on one day, the last on 1 January 2025: 39 % likely to be still with us."),
        ),
    ],
)  # fmt: skip
def test_closeness(
    orders: int, first: date | None, last: date | None, alive: float | None, expected: tuple[str, str]
) -> None:
    assert closeness(orders, first, last, alive, TODAY) == expected


@pytest.mark.parametrize(("days", "word"), [(61, "cooling"), (180, "cooling"), (181, "distant"), (900, "distant")])
def test_one_order_long_ago_is_not_warm_though_the_model_is_certain(days: int, word: str) -> None:
    bought = TODAY - timedelta(days=days)
    found, reason = closeness(1, bought, bought, 1.0, TODAY)
    assert (found, reason.endswith("and nothing since.")) == (word, True)
