"""Figures as people type them."""

from __future__ import annotations

import pytest

from regulars.understand.targets.reading import read_value


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("30", "share", 0.3), (" 30 % ", "share", 0.3), ("2.5%", "share", 0.025), ("1,200", "customers", 1200),
        ("€500,000.50", "money", 500000.5), ("1 200", "orders", 1200), ("-20", "points", -20), ("140", "share", 1.4),
    ],
)  # fmt: skip
def test_figure_is_read_as_meant(text: str, unit: str, value: float) -> None:
    assert read_value(text, unit) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "unit", "told"),
    [
        ("many", "share", "Write a percentage such as 30."), ("", "orders", "Write a number such as 1200."),
        ("12,34", "orders", "Write a number such as 1200."), ("inf", "orders", "This is too large a number."),
        ("nan", "orders", "This is too large a number."), ("-1", "orders", "This figure is never below zero."),
        ("-1", "share", "A share lies between 0 and 100 %."),
    ],
)  # fmt: skip
def test_what_is_no_figure_says_what_to_write(text: str, unit: str, told: str) -> None:
    with pytest.raises(ValueError) as refused:
        read_value(text, unit)
    assert str(refused.value) == told


def test_share_of_people_ends_at_a_hundred() -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        read_value("130", "share", proportion=True)
