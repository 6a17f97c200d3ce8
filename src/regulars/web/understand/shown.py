"""The scoreboard as its page shows it. Pure: a board in, words and geometry out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from regulars.understand.metrics.measured import Measured
from regulars.understand.report.figures import Cohort, GroupSize, Month
from regulars.understand.scoreboard.board import Board
from regulars.web.pictures.cohort import Table, cohort_table
from regulars.web.pictures.columns import Columns, Datum, columns
from regulars.web.understand import months
from regulars.web.understand.said import Said, said
from regulars.web.words import count, percent, round_money

# What belongs together, and what a reader asks first. A metric that is named nowhere comes last, so none is ever hidden.
SECTIONS = (
    ("back", "Do they come back?",
     ("repeat_purchase_rate", "repeat_purchase_rate_by_days", "retention_rate", "returning_customers")),
    ("returns", "What do they send back?",
     ("return_rate_customers", "return_rate_documents", "return_rate_units", "return_rate_value")),
    ("size", "How many, how much?", ("customers", "active_customers", "new_customers", "orders", "revenue")),
)  # fmt: skip
MONTHS_DRAWN = 24
MONTHS_LISTED = 36
COHORTS = 24
MONTH_HEADS = ("Month", "Bought", "New", "Came back", "Orders", "Revenue", "Returns", "Given back")
PEOPLE = "/understand/people/"


@dataclass(frozen=True, slots=True)
class Section:
    """Metrics under one question."""

    anchor: str
    title: str
    metrics: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the groups."""

    name: str
    meaning: str
    customers: str
    share: float
    share_text: str
    revenue: str
    href: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A row of the months."""

    name: str
    href: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """All of the page."""

    period: str
    computed_at: datetime
    as_of: date
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    groups: tuple[Group, ...]
    buyers: Columns
    month_heads: tuple[str, ...]
    months: tuple[MonthRow, ...]
    cohorts: Table
    notes: tuple[str, ...]


def _beginning(measured: Measured, more: str, fewer: str, same: str) -> str:
    """`More people come back: 24 % of buyers bought again, up from 9 %.`"""
    if measured.value is None or measured.change is None:
        return measured.sentence
    word = same if measured.verdict == "same" or not measured.change else more if measured.change > 0 else fewer
    return f"{word}: {measured.sentence}"


def lead(board: Board) -> tuple[str, ...]:
    """The two things a manager asks first, and what the business changed meanwhile."""
    again, sent_back = board.metric("repeat_purchase_rate"), board.metric("return_rate_customers")
    told = [
        _beginning(again, "More people come back", "Fewer people come back", "People come back as before"),
        _beginning(sent_back, "More send goods back", "Fewer send goods back", "Goods are sent back as before"),
    ]
    return (*told, *_since(board))


# How a share of a month's customers is said beside the change that may have moved it.
_AROUND = {
    "repeat_purchase_rate": "of a month's buyers come back within three months",
    "return_rate_customers": "send something back",
}


def _since(board: Board) -> tuple[str, ...]:
    """`Since July 2025 (a fitting room …), 24 % of a month's buyers come back within three months; before, 9 %.`"""
    changes = [i for i in board.initiatives if board.window.before().start <= i.day <= board.as_of]
    if not changes:
        return ()
    latest = max(changes, key=lambda initiative: initiative.day)
    month = months.long(latest.day.isoformat()[:7])
    told = [
        f"{percent(found.since)} {_AROUND[found.key]} ({percent(found.before)} before)"
        for found in board.around
        if found.key in _AROUND
    ]
    return (
        f"Since {month}, with {latest.what}: {', and '.join(told)}." if told else f"Changed in {month}: {latest.what}.",
    )


def _sections(board: Board) -> tuple[Section, ...]:
    by_key = {m.key: said(m, board.sql.get(m.key, ""), board.marks) for m in board.metrics}
    made = []
    for anchor, title, keys in SECTIONS:
        found = tuple(by_key.pop(key) for key in keys if key in by_key)
        if found:
            made.append(Section(anchor, title, found))
    if by_key:
        made.append(Section("more", "And also", tuple(by_key.values())))
    return tuple(made)


def _groups(groups: Sequence[GroupSize], currency: str) -> tuple[Group, ...]:
    total = sum(group.customers for group in groups) or 1
    return tuple(
        Group(
            group.name,
            group.meaning,
            count(group.customers),
            group.customers / total,
            f"{percent(group.customers / total)} of customers",
            round_money(group.revenue, currency),
            f"/customers/?{urlencode({'group': group.name})}",
        )
        for group in groups
    )


def _buyers(rows: Sequence[Month]) -> Columns:
    data = [
        Datum(
            months.tick(row.month),
            (float(row.returning), float(row.new)),
            f"{PEOPLE}month/?part={row.month}",
            f"{months.long(row.month)}: {row.active:,} customers bought, {row.new:,} for the first time",
        )
        for row in rows[-MONTHS_DRAWN:]
    ]
    return columns(data, ("Came back", "New"))


def _month_rows(rows: Sequence[Month], currency: str) -> tuple[MonthRow, ...]:
    def money(value: Decimal) -> str:
        return round_money(value, currency)

    made = []
    for row in reversed(rows[-MONTHS_LISTED:]):
        bought = (count(row.active), count(row.new), count(row.returning), count(row.orders), money(row.revenue))
        cells = (*bought, count(row.returns), money(row.returned_value))
        made.append(MonthRow(months.short(row.month), f"{PEOPLE}month/?part={row.month}", cells))
    return tuple(made)


def _cohorts(cohorts: Sequence[Cohort]) -> Table:
    shown = cohorts[-COHORTS:]

    def href(row: int, month: int) -> str:
        return f"{PEOPLE}cohort/?part={shown[row].cohort}:{month}"

    return cohort_table([(months.short(c.cohort), c.active[:COHORTS]) for c in shown], href)


def shown(board: Board) -> Shown:
    """The page of a board."""
    return Shown(
        period=f"{board.window.start:%-d %b %Y} to {board.window.last:%-d %b %Y} against the 12 months before",
        computed_at=board.computed_at,
        as_of=board.as_of,
        lead=lead(board),
        sections=_sections(board),
        groups=_groups(board.groups, board.currency),
        buyers=_buyers(board.months),
        month_heads=MONTH_HEADS,
        months=_month_rows(board.months, board.currency),
        cohorts=_cohorts(board.cohorts),
        notes=board.notes,
    )
