"""A shop whose story is known: three touchpoints hurt, each in its own way, and everything else is alike.

Paying by invoice drives people away. The parcel by post is late, and people say so. The assembly guide ends in complaints.
`shuffled` deals the same visits out at random: the same people, moments and answers, and no story.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from regulars.store.lake import schemas
from regulars.understand.journeys.definition import Definition, Touchpoint
from regulars.understand.metrics.window import Window

WINDOW = Window.of_days(date(2025, 1, 1), date(2025, 12, 31))
BEGIN = datetime(2025, 1, 3, tzinfo=UTC)


def _point(
    key: int, name: str, stage: int, interaction: str, prop: str = "", value: str = "", **more: Any
) -> Touchpoint:
    return Touchpoint(key, name, stage, (interaction,), prop=prop, value=value, **more)


JOURNEY = Definition(
    "The known shop",
    ("Aware", "Consider", "Buy", "Receive", "Use", "Recommend"),
    (
        _point(11, "Followed a link", 0, "mail.clicked"),
        _point(12, "Looked at a product", 1, "product.viewed"),
        _point(13, "Put into the cart", 1, "product.added"),
        _point(14, "Pays by card", 2, "checkout.started", "method", "card"),
        _point(15, "Pays by invoice", 2, "checkout.started", "method", "invoice"),
        _point(16, "Bought", 2, "order.completed"),
        _point(17, "Parcel by van", 3, "screen.viewed", "path", "van", patience_hours=72.0),
        _point(18, "Parcel by post", 3, "screen.viewed", "path", "post", patience_hours=72.0),
        _point(19, "Reads how to care", 4, "page.viewed", "path", "care"),
        _point(20, "Reads how to assemble", 4, "page.viewed", "path", "assembly"),
        _point(21, "Recommends", 5, "review.written", may_end=True),
    ),
)
# What is planted: touchpoint -> the kinds of harm.
PLANTED = {15: {"leaving"}, 18: {"waiting", "bad_answer"}, 20: {"complaint"}}

LEAVE, LEAVE_INVOICE = 0.08, 0.38
BAD, BAD_POST = 0.12, 0.55
COMPLAIN, COMPLAIN_ASSEMBLY = 0.03, 0.2
_WAYS = (
    ((11, 1.0),),
    ((12, 1.0),),
    ((13, 1.0),),
    ((14, 0.55), (15, 0.45)),
    ((16, 1.0),),
    ((17, 0.6), (18, 0.4)),
    ((19, 0.5), (20, 0.5)),
    ((21, 1.0),),
)


@dataclass(slots=True)
class Told:
    """One interaction: `touch` is the touchpoint it belongs to, 0 for an answer or a complaint."""

    customer: int
    at: datetime
    name: str
    properties: dict[str, Any]
    touch: int = 0
    amount: Decimal | None = None


def _visit(customer: int, at: datetime, key: int) -> Told:
    point = next(point for point in JOURNEY.touchpoints if point.key == key)
    properties: dict[str, Any] = {point.prop: point.value} if point.prop else {}
    if point.names[0] == "review.written":
        properties = {}
    amount = Decimal("50.00") if key == 16 else None
    return Told(customer, at, point.names[0], properties, key, amount)


def story(seed: int, customers: int = 1500) -> list[Told]:
    """All that happened, in no order."""
    rng = random.Random(seed)
    told: list[Told] = []
    for customer in range(1, customers + 1):
        at = BEGIN + timedelta(days=rng.uniform(0, 60))
        for _ in range(rng.choice((1, 1, 2))):
            at = _journey(rng, customer, at, told) + timedelta(days=rng.uniform(70, 90))
    return told


def _journey(rng: random.Random, customer: int, at: datetime, told: list[Told]) -> datetime:
    for ways in _WAYS:
        key = rng.choices([key for key, _ in ways], [share for _, share in ways])[0]
        told.append(_visit(customer, at, key))
        answered = at + timedelta(minutes=rng.uniform(5, 20))
        if key != 21 and rng.random() < 0.25:
            bad = rng.random() < (BAD_POST if key == 18 else BAD)
            score = rng.choice((1, 2)) if bad else rng.choice((3, 4, 5))
            told.append(Told(customer, answered, "survey.answered", {"scale": "csat", "score": score}))
        if key != 21 and rng.random() < (COMPLAIN_ASSEMBLY if key == 20 else COMPLAIN):
            told.append(Told(customer, answered + timedelta(minutes=2), "case.opened", {"about": "it"}))
        if rng.random() < (LEAVE_INVOICE if key == 15 else LEAVE):
            break
        late = key == 18 and rng.random() < 0.6
        at += timedelta(days=rng.uniform(5, 11)) if late else timedelta(hours=rng.uniform(2, 60))
    return at


def shuffled(told: Iterable[Told], seed: int) -> list[Told]:
    """The same moments, with the visits and the scores dealt out anew."""
    rng = random.Random(seed)
    rows = list(told)
    for chosen in ([row for row in rows if row.touch], [row for row in rows if row.name == "survey.answered"]):
        dealt = [(row.name, row.properties, row.touch, row.amount) for row in chosen]
        rng.shuffle(dealt)
        for row, (name, properties, touch, amount) in zip(chosen, dealt, strict=True):
            row.name, row.properties, row.touch, row.amount = name, properties, touch, amount
    return rows


def interactions(told: Iterable[Told]) -> pa.Table:
    """The lake's interactions of these."""
    ordered = sorted(told, key=lambda row: row.at)
    records = [
        {
            "id": number,
            "customer_id": row.customer,
            "name": row.name,
            "channel": "web",
            "direction": "in",
            "occurred_at": row.at,
            "day": row.at.date(),
            "recorded_at": row.at,
            "source": "story",
            "source_id": str(number),
            "amount": row.amount,
            "currency": "EUR" if row.amount else "",
            "properties": json.dumps(row.properties),
            "actor": "",
        }
        for number, row in enumerate(ordered, start=1)
    ]
    return pa.Table.from_pylist(records, schema=schemas.INTERACTIONS)


def orders(told: Iterable[Told]) -> pa.Table:
    """The lake's orders of these."""
    records = [
        {
            "interaction_id": number,
            "customer_id": row.customer,
            "document": str(number),
            "kind": "sale",
            "occurred_at": row.at,
            "day": row.at.date(),
            "amount": row.amount,
            "units": Decimal(1),
            "currency": "EUR",
            "source": "story",
            "actor": "",
        }
        for number, row in enumerate(told, start=1)
        if row.amount is not None
    ]
    return pa.Table.from_pylist(records, schema=schemas.ORDERS)
