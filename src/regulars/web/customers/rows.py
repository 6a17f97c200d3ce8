"""The rows of the list, ready to be written out: the template only places them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypedDict

from regulars.know.customers.models import Customer
from regulars.understand.insights.models import CustomerInsight
from regulars.web import words

TONES = {"new": "cool", "warm": "good", "cooling": "watch", "distant": ""}


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
                near=insight.closeness if insight else "",
                tone=TONES.get(insight.closeness, "") if insight else "",
                reason=insight.reason if insight else "",
                worth=words.round_money(insight.revenue, insight.currency) if insight and insight.orders else "—",
                heard=words.ago(customer.last_heard_at, now) or "never",
                alive=words.percent(insight.alive) if insight else "—",
            )
        )
    return made
