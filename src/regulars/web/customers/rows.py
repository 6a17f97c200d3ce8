"""The rows of the list, ready to be written out: the template only places them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from regulars.know.customers.models import Customer
from regulars.understand.insights.models import CustomerInsight
from regulars.understand.insights.reasons import reason
from regulars.web import words
from regulars.web.customers.columns import Column, Page, related


class Row(TypedDict):
    """One customer as the list shows them. A dict, since a template reads a key in a fraction of an attribute's time."""

    pk: str
    name: str
    initials: str
    company: bool
    small: str
    segment: str
    near: str
    tone: str
    reason: str
    worth: str
    heard: str
    alive: str


def rows(customers: Iterable[Customer], insights: Mapping[int, CustomerInsight], now: datetime) -> list[Row]:
    """One row a customer, in their order."""
    made = []
    for customer in customers:
        insight = insights.get(customer.pk)
        name = str(customer)
        made.append(
            Row(
                pk=str(customer.pk),
                name=name,
                initials=words.initials(name),
                company=customer.kind == "company",
                small=customer.city or (customer.email if customer.name else "") or customer.country,
                segment=insight.segment if insight else "",
                near=related(insight)[0] if insight else "",
                tone=related(insight)[1] if insight else "",
                reason=reason(insight) if insight else "",
                worth=words.round_money(insight.revenue, insight.currency) if insight and insight.orders else "—",
                heard=words.ago(customer.last_heard_at, now) or "never",
                alive=words.percent(insight.alive) if insight else "—",
            )
        )
    return made


class Line(TypedDict):
    """One customer of the list with the columns somebody chose: (class, text, tone of a chip or None, title, editable key)."""

    pk: str
    name: str
    initials: str
    company: bool
    small: str
    cells: list[tuple[str, str, str | None, str, str]]


def lines(customers: Sequence[Customer], columns: Sequence[Column], page: Page) -> list[Line]:
    """One line a customer, in their order. What a column of its own says does not stand below the name as well."""
    filled = [(column, column.fill(page)) for column in columns]
    said = {column.key for column in columns}
    made = []
    for customer in customers:
        name = str(customer)
        below = (
            (customer.city if "city" not in said else "")
            or (customer.email if customer.name and "email" not in said else "")
            or (customer.country if "country" not in said else "")
        )
        cells = []
        for column, told in filled:
            cell = told.get(customer.pk)
            text, tone, title = cell if cell is not None else ("—" if "r" in column.css.split() else "", None, "")
            cells.append((column.css, text, tone, title, column.key if column.editable else ""))
        made.append(
            Line(
                pk=str(customer.pk), name=name, initials=words.initials(name), company=customer.kind == "company",
                small=below, cells=cells,
            )
        )  # fmt: skip
    return made
