"""The rows of the list, ready to be written out: the template only places them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from regulars.know.customers.models import Customer
from regulars.understand.insights.models import CustomerInsight
from regulars.web import words

TONES = {"new": "cool", "warm": "good", "cooling": "watch", "distant": ""}


@dataclass(frozen=True, slots=True)
class Row:
    """One customer as the list shows them."""

    pk: int
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
                customer.pk,
                name,
                words.initials(name),
                customer.kind == "company",
                customer.city or (customer.email if customer.name else "") or customer.country,
                insight.segment if insight else "",
                insight.closeness if insight else "",
                TONES.get(insight.closeness, "") if insight else "",
                insight.reason if insight else "",
                words.round_money(insight.revenue, insight.currency) if insight and insight.orders else "—",
                words.ago(customer.last_heard_at, now) or "never",
                words.percent(insight.alive) if insight else "—",
            )
        )
    return made
