"""Paging: whatever the order, the rule and the stretches, the pages together are the whole, sorted, each once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.know.filters.company import NOW, TODAY
from tests.know.filters.test_rules import registry

from regulars.kit.position import BadPosition
from regulars.know.filters.orders import Order, profile_orders
from regulars.know.filters.own import own_orders
from regulars.know.filters.pages import Budget, everybody, page
from regulars.know.filters.rule import EVERYBODY, Condition, Group, Not, Rule

KEYS = (
    "heard", "name", "created", "city", "country", "birthday", "worth", "orders", "last_order", "alive", "field:shoe",
    "field:motto",
)  # fmt: skip
RULES: tuple[Rule, ...] = (
    EVERYBODY,
    Condition("kind", "any_of", ["company"]),
    Condition("city", "is", "Berlin"),
    Not(Condition("city", "is", "Berlin")),
    Group("any", (Condition("city", "is", "Berlin"), Condition("insight:worth", "at_least", "5"))),
    Condition("city", "is", "Nowhere"),
)


def orders() -> dict[str, Order]:
    from regulars.understand.insights.filter_fields import insight_orders

    return {order.key: order for order in [*profile_orders(), *own_orders(), *insight_orders()]}


def expected(key: str, down: bool, rows: list[dict[str, Any]]) -> list[int]:
    """The same by Python: those with a value by it and then by id, then those without, newest first."""
    have = sorted((row for row in rows if row[key] not in (None, "")), key=lambda r: (r[key], r["pk"]), reverse=down)
    lack = sorted((row["pk"] for row in rows if row[key] in (None, "")), reverse=True)
    return [row["pk"] for row in have] + lack


@pytest.fixture
def rows(db: None) -> list[dict[str, Any]]:
    """40 customers whose every value is known to some and shared by several; every fifth has a part merged into them."""
    from regulars.know.customers.models import Customer
    from regulars.know.fields.models import Field, FieldValue
    from regulars.understand.insights.models import CustomerInsight

    shoe = Field.objects.create(key="shoe", label="Shoe size", kind="number")
    motto = Field.objects.create(key="motto", label="Motto", kind="text")
    told = []
    for i in range(40):
        fields: dict[str, Any] = {
            "name": f"person {i % 7}" if i % 6 else "",
            "heard": NOW - timedelta(days=i % 5) if i % 4 else None,
            "created": NOW - timedelta(hours=i % 3),
            "city": ["", "Berlin", "Oslo", "Łódź"][i % 4],
            "country": ["Germany", ""][i % 2],
            "birthday": date(1980, 1, 1 + i % 3) if i % 3 else None,
            "kind": "company" if i % 10 == 0 else "person",
        }
        customer = Customer.objects.create(
            known=True, kind=fields["kind"], name_key=fields["name"], city=fields["city"], country=fields["country"],
            birthday=fields["birthday"], last_heard_at=fields["heard"], created_at=fields["created"], changed_at=NOW,
        )  # fmt: skip
        sizes = {
            "field:shoe": None,
            "field:motto": None,
            "worth": None,
            "orders": None,
            "last_order": None,
            "alive": None,
        }
        row = fields | sizes | {"pk": customer.pk}
        holder = customer
        if i % 5 == 0:
            holder = Customer.objects.create(merged_into=customer, created_at=NOW, changed_at=NOW)
        if i % 3:
            row["field:shoe"] = (i % 4) * 10_000
            FieldValue.objects.create(
                field=shoe, customer=holder, text=str(i % 4), text_key=str(i % 4), number=(i % 4) * 10_000
            )
        if i % 7 == 1:
            row["field:motto"] = "be quick"
            FieldValue.objects.create(field=motto, customer=holder, text="Be quick", text_key="be quick")
        if i % 4 != 2:
            row |= {"worth": Decimal(i % 6), "orders": i % 3, "last_order": TODAY if i % 2 else None}
            row["alive"] = [None, 0.25, 0.5][i % 3]
            CustomerInsight.objects.create(
                customer_id=customer.pk, orders=row["orders"], revenue=row["worth"], last_day=row["last_order"],
                alive=row["alive"], as_of=TODAY,
            )  # fmt: skip
        told.append(row)
    return told


def fitting(rule: Rule, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    tests = {
        RULES[0]: lambda _: True,
        RULES[2]: lambda r: r["city"] == "Berlin",
        RULES[3]: lambda r: r["city"] != "Berlin",
        RULES[4]: lambda r: r["city"] == "Berlin" or (r["worth"] is not None and r["worth"] >= 5),
        RULES[5]: lambda _: False,
    }  # fmt: skip
    if rule == RULES[1]:
        return [row for row in rows if row["kind"] == "company"]
    return [row for row in rows if next(test for key, test in tests.items() if key == rule)(row)]


@pytest.mark.parametrize("key", KEYS)
@given(
    which=st.integers(0, len(RULES) - 1), down=st.booleans(), limit=st.integers(1, 11), first=st.integers(1, 9),
    most=st.sampled_from([3, 12, 10_000]), few=st.sampled_from([0, 5, 100]),
)  # fmt: skip
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_together_are_the_whole_in_order(
    rows: list[dict[str, Any]], key: str, which: int, down: bool, limit: int, first: int, most: int, few: int
) -> None:
    rule, order, fields = RULES[which], orders()[key], registry()
    budget = Budget(first=first, growth=2, longest=16, most=most, few=few, seconds=60)
    walked: list[int] = []
    after = None
    for _ in range(400):
        found = page(rule, fields, order, down=down, after=after, limit=limit, budget=budget)
        walked += [customer.pk for customer in found.customers]
        assert found.searching or len(found.customers) == limit or found.next is None
        after = found.next
        if after is None:
            break
    assert walked == expected(key, down, fitting(rule, rows))


def test_everybody_is_read_for_a_file_in_the_same_order(rows: list[dict[str, Any]]) -> None:
    read = [c.pk for some in everybody(EVERYBODY, registry(), orders()["worth"], down=True, at_once=7) for c in some]
    assert read == expected("worth", down=True, rows=rows)


@pytest.mark.parametrize("bad", ["x", "W10", "WyJoZWFyZCIsICJ5ZXN0ZXJkYXkiLCAxXQ", "WyItbmFtZSIsICJhIiwgMV0"])
def test_position_that_is_not_of_this_order_is_refused(db: None, bad: str) -> None:
    with pytest.raises(BadPosition, match="after"):
        page(EVERYBODY, registry(), orders()["heard"], down=False, after=bad)


def test_agent_pages_through_their_own_customers_only(rows: list[dict[str, Any]], bob: Any) -> None:
    from regulars.access.acting import Acting, acting_as
    from regulars.access.permissions import Sees
    from regulars.know.customers.models import Customer

    mine = [row["pk"] for row in rows[::9]]
    Customer.objects.filter(pk__in=mine).update(owner=bob)
    who = Acting(bob.actor, frozenset({"customers.see"}), Sees.OWN, frozenset(), bob.pk)
    with acting_as(who):
        for key, order in orders().items():
            seen = [c.pk for some in everybody(EVERYBODY, registry(), order, at_once=2) for c in some]
            assert (key, sorted(seen)) == (key, mine)


def test_a_page_asks_the_database_little_and_counts_nothing(
    rows: list[dict[str, Any]], django_assert_num_queries: Any
) -> None:
    heard = orders()["heard"]
    with django_assert_num_queries(1) as captured:
        page(EVERYBODY, registry(), heard, limit=5)
    # Whether anybody is merged, where the first stretch ends, who of it fits.
    rule, fields = Condition("tag", "empty"), registry()
    with django_assert_num_queries(3) as further:
        page(rule, fields, heard, limit=5, budget=Budget(first=20))
    assert not any("COUNT(" in query["sql"].upper() for query in [*captured, *further])


def test_search_that_takes_long_says_where_to_go_on(rows: list[dict[str, Any]]) -> None:
    budget = Budget(first=4, growth=1, longest=4, most=8, few=0, seconds=60)
    found = page(Condition("did:order.completed", "did", {}), registry(), orders()["name"], budget=budget)
    assert (found.customers, found.searching, found.next is None) == ([], True, False)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["heard", "name", "country"])
def test_companies_are_found_by_indexes_of_their_own(key: str, django_assert_max_num_queries: Any) -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        # So few rows are read through whatever indexes there are; that there is one is what can be told.
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [f"company_by_{key}"])
            assert cursor.fetchone() == (1,)
        return
    with django_assert_max_num_queries(8) as asked:
        page(Condition("kind", "any_of", ["company"]), registry(), orders()[key])
    with connection.cursor() as cursor:
        plans = []
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans.append(" ".join(row[3] for row in cursor.fetchall()))
    assert any(f"INDEX company_by_{key}" in plan for plan in plans)
