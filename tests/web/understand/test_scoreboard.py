"""The scoreboard's page, from a stored board."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.web.understand.test_predictions import FACTS, SPREAD, kept, outlook_of

from regulars.understand.metrics.measured import Measured, Point
from regulars.understand.metrics.window import Window
from regulars.understand.report.figures import Anonymous, Cohort, GroupSize, Month
from regulars.understand.scoreboard.board import Board, Initiative
from regulars.understand.scoreboard.models import Snapshot
from regulars.web.understand.behind import heading
from regulars.web.understand.foreseen import foretold
from regulars.web.understand.shown import lead, shown

WINDOW = Window(date(2025, 11, 22), date(2026, 11, 22), 12)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def metric(key: str, title: str, sentence: str, change: float, verdict: Any = "better") -> Measured:
    points = tuple(Point(f"2026-0{m}", n, 100, n / 100) for m, n in ((1, 9), (2, 10), (3, 24)))
    return Measured(
        key=key, title=title, unit="share", window=WINDOW, numerator=24, denominator=100, value=0.24, change=change,
        verdict=verdict, formula="Formula: two / one.", sentence=sentence, series=points,
    )  # fmt: skip


BOARD = Board(
    as_of=date(2026, 11, 21),
    computed_at=NOW,
    lake_version="1",
    currency="EUR",
    window=WINDOW,
    first_day=date(2026, 1, 5),
    last_day=date(2026, 11, 20),
    metrics=(
        metric("repeat_purchase_rate", "Repeat purchase rate", "24 % of buyers bought again, up from 9 %.", 0.15),
        metric("return_rate_customers", "Buyers who returned something", "3 % of buyers returned something.", -0.09),
        metric("something_new", "Something new", "7 % did.", 0.0, None),
    ),
    sql={"repeat_purchase_rate": "SELECT 1 -- again"},
    months=(Month("2026-02", 10, 12, Decimal(900), 6, 4, 1, Decimal(40)), Month("2026-03", 4, 4, Decimal(300), 1, 3)),
    cohorts=(Cohort("2026-02", (6, 2)), Cohort("2026-03", (1,))),
    ntile=(),
    tie_safe=(),
    groups=(
        GroupSize("Champions", "bought lately and buy often", 3, Decimal(1000)),
        GroupSize("At risk", "bought fairly often, but not for a long time", 1, Decimal(50)),
    ),
    anonymous=Anonymous(0, Decimal(0)),
    others=(),
    initiatives=(Initiative(date(2026, 2, 1), "a fitting room that shows each piece"),),
    notes=("44 sales have no customer.",),
)


@pytest.fixture
def board(db: None, monkeypatch: pytest.MonkeyPatch) -> Board:
    """Stored as the worker stores it."""
    from regulars.understand.scoreboard.board import to_json

    Snapshot.objects.create(as_of=BOARD.as_of, lake_version="1", computed_at=NOW, payload=to_json(BOARD))
    return BOARD


def test_without_orders_the_page_teaches(as_alice: Client) -> None:
    assert "Numbers need orders" in as_alice.get("/understand/").content.decode()


def test_before_the_first_board_the_page_says_so_and_looks_again(as_alice: Client, alice: Any) -> None:
    from regulars.know.identities.actions import add_customer

    add_customer({"name": "Ada"}, actor=alice.actor)
    page = as_alice.get("/understand/").content.decode()
    assert ("The numbers are being computed" in page, 'hx-trigger="every 4s"' in page) == (True, True)


def test_every_metric_is_there_with_its_people_and_its_formula(as_alice: Client, board: Board) -> None:
    page = as_alice.get("/understand/").content.decode()
    assert re.findall(r'<section class="said" id="(\w+)"', page) == [m.key for m in board.metrics]
    assert re.findall(r'href="/understand/people/(\w+)/"', page) == [m.key for m in board.metrics]
    assert "SELECT 1 -- again" in page


def test_page_reads_the_board_and_computes_nothing(
    as_alice: Client, board: Board, django_assert_num_queries: Any
) -> None:
    as_alice.get("/understand/")
    # The colleague, whether there is a newer board, the open alerts, and what the predictions come to.
    with django_assert_num_queries(5):
        as_alice.get("/understand/")


def test_page_foretells_what_the_predictions_do(as_alice: Client, board: Board) -> None:
    assert "are still with us" not in as_alice.get("/understand/").content.decode()
    kept()
    page = as_alice.get("/understand/").content.decode()
    told = foretold(outlook_of(FACTS, SPREAD))
    assert [sentence in page for sentence in told] == [True, True, True]


def test_page_says_why_nothing_is_foretold(as_alice: Client, board: Board) -> None:
    kept(None, "Nobody came back yet.")
    page = as_alice.get("/understand/").content.decode()
    assert ("Nobody came back yet." in page, "are still with us" in page) == (True, False)


def test_lead_says_what_changed_and_when(board: Board) -> None:
    assert lead(board) == (
        "More people come back: 24 % of buyers bought again, up from 9 %.",
        "Fewer send goods back: 3 % of buyers returned something.",
        "Changed in February 2026: a fitting room that shows each piece.",
    )


def test_metric_no_section_names_comes_last() -> None:
    assert [(s.title, [m.key for m in s.metrics]) for s in shown(BOARD).sections] == [
        ("Do they come back?", ["repeat_purchase_rate"]),
        ("What do they send back?", ["return_rate_customers"]),
        ("And also", ["something_new"]),
    ]


def test_groups_lead_to_their_people() -> None:
    assert [(g.name, g.customers, g.share, g.href) for g in shown(BOARD).groups] == [
        ("Champions", "3", 0.75, "/customers/?group=Champions"),
        ("At risk", "1", 0.25, "/customers/?group=At+risk"),
    ]


def test_months_are_listed_newest_first() -> None:
    assert [(m.name, m.cells) for m in shown(BOARD).months] == [
        ("Mar 2026", ("4", "1", "3", "4", "€300", "0", "€0.00")),
        ("Feb 2026", ("10", "6", "4", "12", "€900", "1", "€40.00")),
    ]


def test_cohort_cell_leads_to_who_came_again() -> None:
    assert shown(BOARD).cohorts.rows[0].cells[0].href == "/understand/people/cohort/?part=2026-02:1"


@pytest.mark.parametrize(
    ("key", "part", "title"),
    [
        ("month", "2026-03", "Bought in March 2026"),
        ("month", "2026-03:returns", "Sent something back in March 2026"),
        ("month", "2026-13", ""),
        ("month", "2026-03:thieves", ""),
        ("cohort", "2026-03:2", "First order in March 2026, and again 2 months later"),
        ("cohort", "2026-03", "First order in March 2026"),
        ("cohort", "2026-03:new", ""),
        ("repeat_purchase_rate", "", "Repeat purchase rate"),
        ("repeat_purchase_rate", "nonsense", ""),
        ("nonsense", "", ""),
    ],
)
def test_people_have_a_heading_only_where_there_is_such_a_number(key: str, part: str, title: str) -> None:
    assert heading(BOARD, key, part) == title


@pytest.mark.parametrize("path", ["how/nonsense/", "people/nonsense/", "people/month/?part=2026-13"])
def test_unknown_number_is_not_found(as_alice: Client, board: Board, path: str) -> None:
    assert as_alice.get(f"/understand/{path}").status_code == 404


def test_how_shows_formula_and_sql(as_alice: Client, board: Board) -> None:
    page = as_alice.get("/understand/how/repeat_purchase_rate/").content.decode()
    assert ("Formula: two / one." in page, "SELECT 1 -- again" in page) == (True, True)


def test_position_that_is_no_number_is_refused(as_alice: Client, board: Board) -> None:
    assert as_alice.get("/understand/people/repeat_purchase_rate/?after=x").status_code == 400


def test_people_of_a_share_are_first_those_it_counts(as_alice: Client, board: Board) -> None:
    page = as_alice.get("/understand/people/return_rate_customers/").content.decode()
    assert re.findall(r'href="/understand/people/return_rate_customers/\?part=(\w*)"', page) == ["", "counted", "rest"]
