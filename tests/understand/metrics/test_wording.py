from __future__ import annotations

from decimal import Decimal

import pytest

from regulars.understand.metrics.wording import count, money, percent


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0 %"), (0.0012, "0.1 %"), (0.0949, "9.5 %"), (0.0996, "10.0 %"), (0.1, "10 %"), (0.245, "25 %"), (1.0, "100 %")],
)  # fmt: skip
def test_percent_keeps_the_size_of_small_shares(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("8911407.904", "GBP", "£8,911,407.90"),
        ("0.005", "EUR", "€0.01"),
        ("-12.5", "USD", "-$12.50"),
        ("1234.5", "CHF", "1,234.50 CHF"),
        ("1234.5", "", "1,234.50"),
    ],
)
def test_money_has_two_decimals_and_its_currency(amount: str, currency: str, said: str) -> None:
    assert money(Decimal(amount), currency) == said


def test_count_has_thousands_marks() -> None:
    assert count(18532) == "18,532"
