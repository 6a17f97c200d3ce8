"""The list of customers: every customer once, in order, page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from regulars.kit.position import BadPosition
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import SORTS, page, parts_of, root_of

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 1, tzinfo=UTC)


def customer(name: str, heard: int | None = 0, **fields: object) -> Customer:
    last = None if heard is None else DAY + timedelta(days=heard)
    values = {"known": True, "created_at": DAY, "changed_at": DAY, "last_heard_at": last} | fields
    return Customer.objects.create(name=name, name_key=name.lower(), **values)


@pytest.mark.parametrize("sort", list(SORTS))
def test_pages_together_hold_each_customer_once_in_order(sort: str) -> None:
    # Equal values, and customers never heard from, are what keyset paging gets wrong.
    for number in range(7):
        customer("Same", heard=number % 2)
    customer("Never", heard=None)
    customer("Never", heard=None)
    customer("Ada", heard=5)
    whole = [c.pk for c in page(sort=sort, limit=100).customers]
    walked: list[int] = []
    after = None
    while True:
        found = page(sort=sort, after=after, limit=2)
        walked += [c.pk for c in found.customers]
        after = found.next
        if after is None:
            break
    assert walked == whole
    assert len(set(walked)) == 10


def test_list_leaves_out_visitors_and_merged_customers() -> None:
    ada = customer("Ada")
    customer("", known=False)
    customer("Ada too", known=False, merged_into=ada)
    assert page().customers == [ada]


def test_list_is_one_query_and_counts_nothing() -> None:
    from django.db import connection

    customer("Ada")
    with CaptureQueriesContext(connection) as captured:
        page()
    assert len(captured) == 1
    assert "COUNT(" not in captured[0]["sql"].upper()


@pytest.mark.parametrize("bad", ["x", "W10", "eyJhIjoxfQ", "WyJuYW1lIiwgImEiLCAxXQ"])
def test_position_that_is_not_ours_is_refused(bad: str) -> None:
    with pytest.raises(BadPosition, match="after"):
        page(sort="heard", after=bad)


def test_merged_customer_leads_to_the_one_they_turned_out_to_be() -> None:
    ada = customer("Ada")
    visitor = customer("", known=False, merged_into=ada)
    assert root_of(visitor.pk) == ada
    assert parts_of(ada) == [ada.pk, visitor.pk]
    assert root_of(10_000) is None
