"""Finding and making customers in the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from regulars.know.customers.models import Customer
from regulars.know.identities.actions import resolve
from regulars.know.identities.models import Identity
from regulars.know.identities.queries import find_customers, identities_of
from regulars.know.identities.who import Profile, Who

pytestmark = pytest.mark.django_db


def shop(number: str, **more: Any) -> Who:
    return Who(source="shop", external_id=number, **more)


def test_a_customer_is_made_once_and_found_again() -> None:
    first = resolve([shop("1")])
    again = resolve([shop("1")])
    assert (first.created, again.created) == (first.customer_ids, [])
    assert again.customer_ids == first.customer_ids


def test_a_visitors_past_joins_the_customer_known_already() -> None:
    [customer] = resolve([shop("1")]).customer_ids
    [visitor] = resolve([Who(anonymous_id="laptop")]).customer_ids
    joined = resolve([shop("1", anonymous_id="laptop")])
    assert joined.customer_ids == [customer]
    assert joined.joined == [(visitor, customer)]
    assert Customer.objects.get(pk=visitor).merged_into_id == customer
    assert resolve([Who(anonymous_id="laptop")]).customer_ids == [customer]


def test_a_visitor_nobody_knew_becomes_the_customer() -> None:
    [visitor] = resolve([Who(anonymous_id="laptop")]).customer_ids
    assert Customer.objects.get(pk=visitor).known is False
    assert resolve([shop("1", anonymous_id="laptop")]).customer_ids == [visitor]
    assert Customer.objects.get(pk=visitor).known is True


def test_visitors_joined_to_a_visitor_follow_to_the_customer() -> None:
    [customer] = resolve([shop("1")]).customer_ids
    [a] = resolve([Who(anonymous_id="a")]).customer_ids
    [b] = resolve([Who(anonymous_id="b")]).customer_ids
    resolve([Who(anonymous_id="a", previous=("anonymous:b",))])
    resolve([shop("1", anonymous_id="a")])
    merged = dict(Customer.objects.filter(pk__in=[a, b]).values_list("pk", "merged_into_id"))
    assert merged == {a: customer, b: customer}


def test_the_latest_word_on_a_customer_wins_and_silence_erases_nothing() -> None:
    told = [
        shop(
            "1",
            profile=Profile(name="Ann Abel", email="ann@example.com", city="Leeds", traits={"size": "M", "vip": True}),
        ),
        shop("1", profile=Profile(name="Ann Baker", traits={"size": "L"})),
    ]
    [pk, _] = resolve(told).customer_ids
    customer = Customer.objects.get(pk=pk)
    assert (customer.name, customer.email, customer.city) == ("Ann Baker", "ann@example.com", "Leeds")
    assert customer.traits == {"size": "L", "vip": True}


def test_an_address_shared_in_one_source_stays_with_its_first_owner() -> None:
    one, other = resolve([shop("1", email="ann@example.com"), shop("2", email="ann@example.com")]).customer_ids
    assert one != other
    assert [c.pk for c in find_customers("ann@example.com")] == [one]
    assert [i.value for i in identities_of([other])] == ["2"]


def test_queries_stay_as_many_however_large_the_batch() -> None:
    def queries(first: int, count: int) -> int:
        batch = [
            shop(str(n), anonymous_id=f"d{n}", email=f"c{n}@example.com", profile=Profile(name=f"Customer {n}"))
            for n in range(first, first + count)
        ]
        with CaptureQueriesContext(connection) as captured:
            resolve(batch)
        return len([q for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))])

    queries(0, 1)
    assert queries(10, 5) == queries(1000, 50)


ANYBODY = st.builds(
    Who,
    source=st.just("shop"),
    external_id=st.sampled_from(["", "1", "2", "3"]),
    anonymous_id=st.sampled_from(["", "a", "b"]),
    email=st.sampled_from(["", "ann@example.com"]),
    previous=st.sampled_from([(), ("anonymous:a", "external:shop:a"), ("anonymous:1", "external:shop:1")]),
).filter(lambda who: bool(who.keys()))


class TestSequences(TestCase):
    """Invariants over any sequence of batches; each example has a database of its own."""

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.lists(ANYBODY, min_size=1, max_size=4), max_size=5))
    def test_known_customers_are_never_merged_and_links_are_never_chained(self, batches: list[list[Who]]) -> None:
        known: set[int] = set()
        for batch in batches:
            resolved = resolve(batch)
            assert len(resolved.customer_ids) == len(batch)
            assert all(resolved.customer_ids)
            merged = set(Customer.objects.exclude(merged_into=None).values_list("pk", flat=True))
            assert known & merged == set()
            known |= set(Customer.objects.filter(known=True).values_list("pk", flat=True))
        assert Customer.objects.filter(merged_into__merged_into__isnull=False).count() == 0
        assert Identity.objects.values("key").distinct().count() == Identity.objects.count()
