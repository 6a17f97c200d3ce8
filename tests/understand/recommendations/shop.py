"""A shop of two worlds: whoever drinks tea buys t0 to t12, whoever builds buys s0 to s12, and nobody both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.understand.recommendations.rows import look

from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer
from regulars.store.engine.connect import connect
from regulars.timeline.names import Answer, Item, Order, Product
from regulars.timeline.record import Entry, record
from regulars.understand.recommendations import jobs

TODAY = date(2026, 3, 31)
WORLD = 13


def sales_of(ids: Sequence[int]) -> list[tuple[int, str, date]]:
    """Five products of each, from one world or, by turns, from the other."""
    made = []
    for number, pk in enumerate(ids):
        world = "ts"[number % 2]
        made += [(pk, f"{world}{(number // 2 + 3 * k) % WORLD}", TODAY - timedelta(days=7 * k)) for k in range(5)]
    return made


def people(count: int) -> list[Customer]:
    """So many customers with a profile."""
    return [add_customer({"name": f"Customer {n}"}, actor="house") for n in range(count)]


def opened(count: int = 60, more: Sequence[Any] = ()) -> list[Customer]:
    """The shop with so many customers, each with their orders on the timeline, learnt as of TODAY."""
    shop = people(count)
    sales = sales_of([one.pk for one in shop])
    record(*(_order(pk, product, day) for pk, product, day in sales))
    jobs.refresh(connect(), look([*sales, *more]), today=TODAY)
    return shop


def _entry(customer_id: int, name: str, day: date, number: str, payload: Any) -> Entry:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Entry(
        name=name, occurred_at=at, source="test", source_id=f"{name} {customer_id} {number} {day}",
        customer_id=customer_id, payload=payload, channel="shop",
    )  # fmt: skip


def _tell(customer_id: int, name: str, day: date, number: str, payload: Any) -> None:
    record(_entry(customer_id, name, day, number, payload))


def _order(customer_id: int, product: str, day: date) -> Entry:
    line = Product(product_id=product, name=f"The {product}", category="Things", quantity="1", price="10")
    payload = Order(order_id=f"{customer_id}{product}{day}", products=[line])
    return _entry(customer_id, "order.completed", day, product, payload)


def buy(customer_id: int, product: str, day: date) -> None:
    """An order of one product at 10 euros."""
    record(_order(customer_id, product, day))


def send_back(customer_id: int, product: str, day: date) -> None:
    """The refund of one product."""
    line = Product(product_id=product, name=f"The {product}", quantity="1", price="10")
    _tell(customer_id, "order.refunded", day, product, Order(products=[line]))


def look_at(customer_id: int, product: str, day: date, name: str = "product.viewed") -> None:
    """A look, or a cart."""
    _tell(customer_id, name, day, product, Item(product_id=product, product=f"The {product}"))


def review(customer_id: int, product: str, day: date, score: float) -> None:
    """Stars."""
    _tell(customer_id, "review.written", day, product, Answer(score=score, product_id=product))
