"""What the pages of segments say."""

from __future__ import annotations

from regulars.web.segments.shown import middle


def test_middle_of_a_group_is_told_in_money_and_days() -> None:
    assert middle({"orders": 2.0, "revenue": 336.8, "away": 109.0}, "EUR") == (
        "In the middle of them: 2 orders, €337 so far, the last one 109 days ago."
    )


def test_middle_of_a_group_of_one_order_is_told_in_one() -> None:
    assert middle({"orders": 1.0, "revenue": 49.9, "away": 1.0}, "GBP") == (
        "In the middle of them: 1 order, £49.90 so far, the last one yesterday."
    )
