"""The one door: told once, kept once, with the right customer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regulars.know.customers.models import Customer
from regulars.know.identities.who import Profile, Who
from regulars.know.relations.models import Relation
from regulars.listen.intake.actions import take
from regulars.listen.intake.facts import Fact
from regulars.timeline.models import Interaction
from regulars.timeline.names import Order, Page, Product
from regulars.timeline.record import Entry, UnknownName

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def seen(number: int, who: Who | None = None, at: datetime = NOON, **more: Any) -> Fact:
    entry = Entry(
        name="page.viewed",
        occurred_at=at,
        source="shop",
        source_id=f"m{number}",
        payload=Page(title="Home"),
        channel="web",
    )
    return Fact(entry=entry, who=who, **more)


def ann(**more: Any) -> Who:
    return Who(source="shop", external_id="1", **more)


def test_a_fact_told_again_changes_nothing() -> None:
    first = take([seen(1, ann(profile=Profile(name="Ann")))])
    again = take([seen(1, ann(profile=Profile(name="Somebody else")))])
    assert (first.new, first.repeated, again.new, again.repeated) == (1, 0, 0, 1)
    assert list(Customer.objects.values_list("name", flat=True)) == ["Ann"]
    assert Interaction.objects.count() == 1


def test_a_fact_told_twice_in_one_batch_is_kept_once() -> None:
    taken = take([seen(1, ann()), seen(1, ann())])
    assert (taken.new, taken.repeated, Interaction.objects.count()) == (1, 1, 1)


def test_a_fact_about_nobody_is_kept_without_a_customer() -> None:
    take([seen(1)])
    assert list(Interaction.objects.values_list("customer_id", flat=True)) == [None]
    assert Customer.objects.count() == 0


def test_each_fact_of_a_mixed_batch_gets_its_own_customer() -> None:
    bo = Who(source="shop", external_id="2")
    take([seen(1, ann()), seen(2), seen(3, bo), seen(4, ann())])
    ids = dict(Interaction.objects.values_list("source_id", "customer_id"))
    assert ids["m1"] == ids["m4"]
    assert ids["m2"] is None
    assert len({ids["m1"], ids["m3"]}) == 2


def test_a_visitor_who_identifies_leaves_a_line_when_joined_to_a_known_customer() -> None:
    take([seen(1, ann())])
    take([seen(2, Who(anonymous_id="laptop"))])
    take([seen(3, ann(anonymous_id="laptop"))])
    joined = Interaction.objects.get(name="customer.joined")
    customer = Customer.objects.get(known=True)
    visitor = Customer.objects.get(merged_into=customer)
    assert joined.customer_id == customer.pk
    assert joined.properties["changes"] == {"visitor": [visitor.pk, customer.pk]}


def test_the_company_somebody_names_is_made_and_joined_once() -> None:
    initech = Who(source="shop", external_id="i", company=True, profile=Profile(name="Initech"))
    take([seen(1, ann(), company=initech)])
    take([seen(2, ann(), company=initech)])
    relation = Relation.objects.get()
    assert (relation.kind_key, relation.origin.kind) == ("works_at", "person")
    assert (relation.target.kind, relation.target.name) == ("company", "Initech")


def test_when_a_customer_was_heard_is_the_earliest_and_latest_whatever_the_order() -> None:
    for number, days in enumerate((3, 1, 2)):
        take([seen(number, ann(), NOON + timedelta(days=days))])
    customer = Customer.objects.get()
    assert (customer.first_heard_at, customer.last_heard_at) == (NOON + timedelta(days=1), NOON + timedelta(days=3))


def test_what_the_house_sends_is_not_hearing_from_the_customer() -> None:
    fact = seen(1, ann())
    fact.entry.name, fact.entry.direction = "mail.sent", "out"
    take([fact])
    assert Customer.objects.get().last_heard_at is None


def test_a_batch_with_an_unknown_word_is_refused_whole() -> None:
    wrong = seen(2, ann())
    wrong.entry.name = "order.compleated"
    with pytest.raises(UnknownName, match=r"order\.compleated"):
        take([seen(1, ann()), wrong])
    assert (Interaction.objects.count(), Customer.objects.count()) == (0, 0)


def test_queries_stay_as_many_however_large_the_batch() -> None:
    def queries(first: int, count: int) -> int:
        facts = []
        for n in range(first, first + count):
            who = Who(source="shop", external_id=str(n), anonymous_id=f"d{n}", profile=Profile(name=f"Customer {n}"))
            facts.append(seen(n, who))
        with CaptureQueriesContext(connection) as captured:
            take(facts)
        return len(captured.captured_queries)

    queries(0, 1)
    assert queries(10, 3) == queries(1000, 50)


def order(number: int, name: str, payload: Order, amount: int | None, who: Who | None = None) -> Fact:
    entry = Entry(
        name=name, occurred_at=NOON, source="shop", source_id=f"o{number}", payload=payload, channel="shop",
        amount=None if amount is None else Decimal(amount), currency="EUR" if amount is not None else "",
    )  # fmt: skip
    return Fact(entry=entry, who=who or ann())


COAT = Product(product_id="c", name="Coat", quantity="2", price="60")


def refund(batch: list[Fact]) -> Interaction:
    take(batch)
    return Interaction.objects.get(name="order.refunded")


def test_a_refund_that_names_only_its_order_takes_its_lines_and_amount() -> None:
    take([order(1, "order.completed", Order(order_id="A", products=[COAT]), 120)])
    line = refund([order(2, "order.refunded", Order(order_id="A"), None)])
    assert (line.amount, line.currency) == (120, "EUR")
    assert line.properties["products"] == [{"product_id": "c", "name": "Coat", "quantity": "2", "price": "60"}]


def test_a_refund_in_the_batch_of_its_order_takes_its_lines_too() -> None:
    sale = order(1, "order.completed", Order(order_id="A", products=[COAT]), 120)
    line = refund([sale, order(2, "order.refunded", Order(order_id="A"), 120)])
    assert len(line.properties["products"]) == 1


def test_a_refund_of_a_part_keeps_its_amount_and_gets_no_lines() -> None:
    take([order(1, "order.completed", Order(order_id="A", products=[COAT]), 120)])
    line = refund([order(2, "order.refunded", Order(order_id="A"), 20)])
    assert (line.amount, "products" in line.properties) == (20, False)


def test_a_refund_of_somebody_elses_order_stays_bare() -> None:
    take([order(1, "order.completed", Order(order_id="A", products=[COAT]), 120)])
    bo = Who(source="shop", external_id="2")
    line = refund([order(2, "order.refunded", Order(order_id="A"), None, bo)])
    assert (line.amount, "products" in line.properties) == (None, False)
