"""A small random company in which everything the metrics read happens: orders, visits, mails, answers, cases, contracts."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from regulars.store.engine.tables import COLUMNS, Tables
from regulars.store.lake import schemas

AS_OF = date(2024, 6, 30)
START = datetime(2022, 1, 1, tzinfo=UTC)
CATEGORIES = ("shirts", "shoes", "")
CHANNELS = ("web", "store", "mail")


@dataclass(slots=True)
class Lived:
    """What happened, as plain rows; `tables` makes the lake's of them."""

    orders: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    interactions: list[dict[str, Any]] = field(default_factory=list)
    customers: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, customer: int | None, name: str, at: datetime, channel: str = "web", **told: Any) -> int:
        """One interaction; returns its id."""
        number = len(self.interactions) + 1
        row = {
            "id": number,
            "customer_id": customer,
            "name": name,
            "channel": channel,
            "direction": "in",
            "occurred_at": at,
            "recorded_at": at,
            "day": at.date(),
            # One engine cannot take a table of the tests' own with money missing; a lake's file it can.
            "amount": Decimal(0),
            "properties": json.dumps(told),
        }
        self.interactions.append(row)
        return number

    def order(
        self,
        customer: int | None,
        at: datetime,
        lines: Sequence[tuple[str, str, str]],
        *,
        kind: str = "sale",
        currency: str = "EUR",
        channel: str = "web",
    ) -> None:
        """An order or return: (category, quantity, amount) each line."""
        name = "order.completed" if kind == "sale" else "order.refunded"
        number = self.tell(customer, name, at, channel)
        shared = {
            "interaction_id": number, "customer_id": customer, "document": f"D{number}", "kind": kind, "day": at.date(),
            "currency": currency,
        }  # fmt: skip
        for place, (category, quantity, amount) in enumerate(lines, start=1):
            self.lines.append(
                shared
                | {
                    "line": place,
                    "product_id": f"p-{category}",
                    "product": category,
                    "category": category,
                    "quantity": Decimal(quantity),
                    "price": Decimal(amount),
                    "amount": Decimal(amount),
                }
            )
        self.orders.append(
            shared
            | {
                "occurred_at": at,
                "amount": sum((Decimal(line[2]) for line in lines), Decimal(0)),
                "units": sum((Decimal(line[1]) for line in lines), Decimal(0)),
            }
        )

    def tables(self, *, shuffled: int | None = None) -> Tables:
        """The lake's tables of it, in another order of rows where `shuffled` seeds one."""
        made = {}
        for name in COLUMNS:
            rows = list(getattr(self, name))
            if shuffled is not None:
                random.Random(shuffled).shuffle(rows)
            made[name] = _table(name, rows)
        return Tables(**made, version="g1/1")


def company(seed: int, people: int = 12) -> Lived:
    """A random company of so many customers."""
    rng = random.Random(seed)
    lived = Lived()
    for customer in range(1, people + 1):
        born = START + timedelta(days=rng.randint(0, 700))
        lived.customers.append(
            {"id": customer, "kind": "person", "name": f"C{customer}", "known": True, "created_at": born,
             "country": rng.choice(("DE", "FR", ""))}
        )  # fmt: skip
        _live(lived, rng, customer, born)
    for _ in range(4):
        at = START + timedelta(days=rng.randint(0, 900), hours=rng.randint(0, 23))
        lived.order(None, at, [("shirts", "1", _amount(rng))])
    return lived


def _amount(rng: random.Random) -> str:
    return str(Decimal(rng.randint(100, 20000)) / 100)


def _live(lived: Lived, rng: random.Random, customer: int, born: datetime) -> None:
    days = (AS_OF - born.date()).days + 20

    def some_time() -> datetime:
        return born + timedelta(days=rng.randint(0, days), minutes=rng.randrange(24 * 60))

    for _ in range(rng.randint(0, 6)):
        lines = [(rng.choice(CATEGORIES), str(rng.randint(1, 3)), _amount(rng)) for _ in range(rng.randint(1, 3))]
        kind, currency = rng.choice(("sale", "sale", "sale", "return")), rng.choice(("EUR", "EUR", "USD"))
        lived.order(customer, some_time(), lines, kind=kind, currency=currency, channel=rng.choice(CHANNELS))
    for _ in range(rng.randint(0, 4)):
        at = some_time()
        for _ in range(rng.randint(1, 5)):
            lived.tell(customer, rng.choice(("page.viewed", "product.viewed")), at, path="/")
            at += timedelta(minutes=rng.choice((1, 10, 29, 30, 31, 90)))
    for scale, most in (("nps", 11), ("csat", 6), ("ces", 8)):
        for _ in range(rng.randint(0, 4)):
            score = rng.choice((rng.randint(0, most), f"{rng.randint(0, most)}"))
            lived.tell(customer, "survey.answered", some_time(), scale=scale, score=score)
    for number in range(rng.randint(0, 3)):
        _complain(lived, rng, customer, f"K{customer}-{number}" if rng.random() < 0.8 else "", some_time())
    for number in range(rng.randint(0, 5)):
        _mail(lived, rng, customer, f"News {number}", some_time())
    if rng.random() < 0.3:
        at = some_time()
        for number in range(rng.randint(1, 2)):
            lived.tell(customer, "contract.started", at, contract_id=f"V{number}")
            if rng.random() < 0.7:
                at += timedelta(days=rng.randint(20, 300))
                lived.tell(customer, "contract.ended", at, contract_id=f"V{number}")


def _complain(lived: Lived, rng: random.Random, customer: int, case: str, at: datetime) -> None:
    about = {"case_id": case} if case else {}
    lived.tell(customer, "case.opened", at, "mail", subject="Late", **about)
    if rng.random() < 0.7:
        talk = {"conversation_id": case} if case and rng.random() < 0.5 else {}
        lived.tell(customer, "message.sent", at + timedelta(hours=rng.randint(1, 60)), "mail", **talk)
    if rng.random() < 0.7:
        took = rng.randint(1, 400)
        lived.tell(customer, "case.resolved", at + timedelta(hours=took), "mail", hours=float(took), **about)
        if rng.random() < 0.4:
            again = at + timedelta(hours=took + rng.randint(1, 200))
            lived.tell(customer, "case.opened", again, "mail", **about)
            if rng.random() < 0.5:
                lived.tell(customer, "case.resolved", again + timedelta(hours=rng.randint(1, 99)), "mail", **about)


def _mail(lived: Lived, rng: random.Random, customer: int, campaign: str, at: datetime) -> None:
    lived.tell(customer, "mail.sent", at, "mail", campaign=campaign)
    if rng.random() < 0.1:
        lived.tell(customer, "mail.bounced", at + timedelta(hours=1), "mail", campaign=campaign)
        return
    for _ in range(rng.randint(0, 2)):
        flag = rng.choice(
            ({}, {"machine": True}, {"user_agent": "Mozilla/5.0"}, {"user_agent": "via GoogleImageProxy"})
        )
        lived.tell(customer, "mail.opened", at + timedelta(hours=rng.randint(1, 40)), "mail", campaign=campaign, **flag)
    if rng.random() < 0.2:
        lived.tell(customer, "mail.clicked", at + timedelta(hours=50), "mail", campaign=campaign)


def _table(name: str, rows: Sequence[dict[str, Any]]) -> Any:
    fields = [schemas.TABLES[name].field(column) for column in COLUMNS[name]]
    fields = [pa.field(f.name, pa.timestamp("us")) if pa.types.is_timestamp(f.type) else f for f in fields]
    columns = [pa.array([_plain(row.get(field.name)) for row in rows], field.type) for field in fields]
    return ibis.memtable(pa.table(columns, schema=pa.schema(fields)))


def _plain(value: Any) -> Any:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
