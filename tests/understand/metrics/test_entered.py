"""What was entered, for a day and for a window."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from regulars.understand.metrics.entered import Entered, Figure, with_usual
from regulars.understand.metrics.window import Window

YEAR = Window.of_days(date(2026, 1, 1), date(2026, 12, 31))
JANUARY = Window.of_days(date(2026, 1, 1), date(2026, 1, 31))


def test_the_figure_that_began_last_holds() -> None:
    told = Entered.of(
        [
            Figure("margin_share", Decimal("0.4"), date(2026, 7, 1)),
            Figure("margin_share", Decimal("0.3"), date(2025, 1, 1)),
        ]
    )
    days = (date(2024, 12, 31), date(2026, 6, 30), date(2026, 7, 1))
    assert [told.value("margin_share", day) for day in days] == [None, 0.3, 0.4]


def test_a_period_counts_by_the_days_of_the_window() -> None:
    told = Entered.of([Figure("market_sales", Decimal(3650), date(2026, 1, 1), date(2027, 1, 1))])
    assert told.total("market_sales", JANUARY) == Decimal(310)
    assert told.total("market_sales", YEAR) == Decimal(3650)


def test_half_a_market_is_not_the_market() -> None:
    told = Entered.of([Figure("market_sales", Decimal(100), date(2026, 1, 1), date(2026, 7, 1))])
    assert told.total("market_sales", YEAR) is None
    assert told.total("market_sales", JANUARY) is not None


def test_what_initiatives_cost_is_summed_over_all_of_them() -> None:
    told = Entered.of(
        [
            Figure("initiative_cost", Decimal(31), date(2026, 1, 1), date(2026, 2, 1), label="a"),
            Figure("initiative_cost", Decimal(365), date(2026, 1, 1), date(2027, 1, 1), label="b"),
        ]
    )
    assert told.within("initiative_cost", JANUARY) == Decimal(62)
    assert told.within("initiative_margin", JANUARY) == 0


def test_a_segment_has_its_own_figures_where_it_has_any() -> None:
    told = Entered.of(
        [
            Figure("market_sales", Decimal(100), date(2026, 1, 1), date(2027, 1, 1)),
            Figure("market_sales", Decimal(10), date(2026, 1, 1), date(2027, 1, 1), segment=3),
            Figure("margin_share", Decimal("0.3"), date(2026, 1, 1)),
        ]
    )
    assert [told.for_segment(one).total("market_sales", YEAR) for one in (None, 3, 4)] == [100, 10, 100]
    assert told.for_segment(3).value("margin_share", JANUARY.last) == 0.3


def test_lacking_are_the_kinds_of_which_nothing_holds_yet() -> None:
    told = Entered.of([Figure("margin_share", Decimal("0.3"), date(2026, 7, 1))])
    assert told.lacking(("margin_share", "market_sales"), date(2026, 6, 30)) == ("margin_share", "market_sales")
    assert told.lacking(("margin_share", "market_sales"), date(2026, 7, 1)) == ("market_sales",)


def test_what_is_usual_stands_in_only_for_what_was_not_entered() -> None:
    told = with_usual(Entered.of([Figure("discount_rate", Decimal("0.1"), date(2026, 1, 1))]))
    assert told.value("discount_rate", date(2026, 3, 1)) == 0.1
    assert told.at("cost_per_order", date(2026, 3, 1)).estimated  # type: ignore[union-attr]
