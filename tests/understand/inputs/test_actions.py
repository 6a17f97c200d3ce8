"""Entering figures: what is kept, what is refused and why, and the line each leaves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from regulars.access.acting import acting_as
from regulars.access.permissions import PermissionDenied
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.timeline.models import Interaction
from regulars.understand.inputs.actions import Told, enter, enter_many, remove
from regulars.understand.inputs.files import bring, template
from regulars.understand.inputs.models import EnteredFigure
from regulars.understand.inputs.queries import entered, listed_figures
from regulars.understand.metrics.entered import Figure

pytestmark = pytest.mark.django_db


def kept() -> list[tuple[str, Decimal, str]]:
    return [(row.kind, row.value, str(row.starts_on)) for row in listed_figures()]


def test_a_figure_is_kept_and_read_by_the_metrics(db: None) -> None:
    enter(Told("margin_share", "35 %", "2026-01-01", category="Shoes", note="books"), actor="house")
    enter(Told("market_sales", "1,200,000.50", "2026-01-01", "2026-12-31"), actor="house")
    assert entered().figures == (
        Figure("margin_share", Decimal("0.35"), date(2026, 1, 1), category="Shoes"),
        Figure("market_sales", Decimal("1200000.5"), date(2026, 1, 1), date(2027, 1, 1)),
    )


def test_a_figure_leaves_its_line_with_before_and_after(db: None) -> None:
    enter(Told("cost_per_order", "2", "2026-01-01"), actor="house")
    enter(Told("cost_per_order", "2.50", "2026-01-01"), actor="house")
    lines = [line.properties["changes"] for line in Interaction.objects.filter(name="input.changed").order_by("pk")]
    assert lines == [
        {"cost_per_order": [None, "2 from 2026-01-01"]},
        {"cost_per_order": ["2 from 2026-01-01", "2.5 from 2026-01-01"]},
    ]
    assert kept() == [("cost_per_order", Decimal("2.5"), "2026-01-01")]


def test_a_figure_told_again_leaves_no_second_line(db: None) -> None:
    for _ in range(2):
        enter(Told("inactivity_days", "180", "2026-01-01"), actor="house")
    assert Interaction.objects.filter(name="input.changed").count() == 1


def test_a_figure_taken_back_is_gone_and_said(db: None) -> None:
    figure = enter(Told("discount_rate", "10%", "2026-01-01"), actor="house")
    remove(figure.pk, actor="house")
    assert kept() == []
    line = Interaction.objects.filter(name="input.changed").latest("pk")
    assert line.properties["changes"] == {"discount_rate": ["0.1 from 2026-01-01", None]}


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        (Told("nothing", "1", "2026-01-01"), {"kind"}),
        (Told("margin_share", "", "2026-01-01"), {"value"}),
        (Told("margin_share", "0.35", "2026-01-01"), {"value"}),
        (Told("margin_share", "135 %", "2026-01-01"), {"value"}),
        (Told("cost_per_order", "-2", "2026-01-01"), {"value"}),
        (Told("cost_per_order", "a lot", "2026-01-01"), {"value"}),
        (Told("cost_per_order", "NaN", "2026-01-01"), {"value"}),
        (Told("cost_per_order", "1" * 40, "2026-01-01"), {"value"}),
        (Told("inactivity_days", "1.5", "2026-01-01"), {"value"}),
        (Told("inactivity_days", "9999", "2026-01-01"), {"value"}),
        (Told("business_hours", "always", "2026-01-01"), {"value"}),
        (Told("business_hours", "Mon-Fri 17:00-09:00", "2026-01-01"), {"value"}),
        (Told("cost_per_order", "2", ""), {"starts_on"}),
        (Told("cost_per_order", "2", "2026-02-30"), {"starts_on"}),
        (Told("cost_per_order", "2", "tomorrow"), {"starts_on"}),
        (Told("market_sales", "2", "2026-01-01"), {"ends_on"}),
        (Told("market_sales", "2", "2026-02-01", "2026-01-31"), {"ends_on"}),
        (Told("cost_per_order", "2", "2026-01-01", category="Shoes"), {"category"}),
        (Told("cost_per_order", "2", "2026-01-01", segment="1"), {"segment"}),
        (Told("market_sales", "2", "2026-01-01", "2026-01-31", segment="x"), {"segment"}),
        (Told("initiative_cost", "2", "2026-01-01", "2026-01-31"), {"label"}),
        (Told("cost_per_order", "2", "2026-01-01", label="Fitting room"), {"label"}),
        (Told("margin_share", "3 %", "2026-01-01", category="x" * 201), {"category"}),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_field(db: None, told: Told, fields: set[str]) -> None:
    with pytest.raises(Refused) as refused:
        enter(told, actor="house")
    assert set(refused.value.errors) == fields
    assert kept() == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.5"),
        ("1,234.50", "1234.5"),
        ("1.234,50", "1234.5"),
        ("1 234,50", "1234.5"),
        ("£1,234", "1234"),
        ("12,5", "12.5"),
        ("0.125", "0.125"),
        ("EUR 3", "3"),
    ],
)
def test_numbers_are_read_as_people_write_them(db: None, text: str, value: str) -> None:
    assert enter(Told("cost_per_contact", text, "2026-01-01"), actor="house").value == Decimal(value)


def test_periods_of_the_same_thing_may_not_overlap(db: None) -> None:
    enter(Told("market_sales", "100", "2026-01-01", "2026-06-30"), actor="house")
    with pytest.raises(Refused, match="told already: 1 January 2026 to 30 June 2026"):
        enter(Told("market_sales", "100", "2026-06-30", "2026-12-31"), actor="house")
    enter(Told("market_sales", "40", "2026-06-30", "2026-12-31", segment="4"), actor="house")
    assert len(listed_figures()) == 2


def test_a_file_is_entered_whole_or_not_at_all(db: None, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("figure,value,from,to\nmargin_share,35 %,2026-01-01,\nmarket_sales,a lot,2026-01-01,2026-12-31\n")
    with pytest.raises(Refused) as refused:
        bring(path, actor="house")
    assert refused.value.errors == {"row 3": "Row 3: 'a lot' is not a number; write it like 1234.50."}
    assert kept() == []
    path.write_text("figure,value,from,to\nMargin,35 %,2026-01-01,\nmarket_sales,5000,01.01.2026,31.12.2026\n,,,\n")
    assert bring(path, actor="house") == 2
    assert kept() == [("margin_share", Decimal("0.35"), "2026-01-01"), ("market_sales", Decimal(5000), "2026-01-01")]


def test_a_workbook_is_read_too(db: None, tmp_path: Path) -> None:
    book = Workbook()
    for row in (("figure", "value", "from", "to"), ("market_sales", 5000, date(2026, 1, 1), date(2026, 12, 31))):
        book.active.append(row)
    book.save(tmp_path / "figures.xlsx")
    assert bring(tmp_path / "figures.xlsx", actor="house") == 1
    assert kept() == [("market_sales", Decimal(5000), "2026-01-01")]


def test_the_template_comes_back_without_a_complaint(db: None, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(template())
    assert bring(path, actor="house") == 0
    path.write_text(template().replace("discount_rate,,", "discount_rate,10 %,"))
    assert bring(path, actor="house") == 1
    assert listed_figures()[0].note == ""


def test_a_file_without_its_columns_says_so(db: None, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("name,amount\nx,1\n")
    with pytest.raises(Refused, match="lacks the column 'figure'"):
        bring(path, actor="house")


def test_who_may_not_manage_numbers_enters_nothing(bob: Any) -> None:
    with acting_as(acting_of(bob)):
        for act in (
            lambda: enter(Told("discount_rate", "10 %", "2026-01-01"), actor="bob"),
            lambda: enter_many([], actor="bob"),
            lambda: remove(1, actor="bob"),
            listed_figures,
            entered,
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert EnteredFigure.objects.count() == 0
