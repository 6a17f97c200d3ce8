"""The list: order, filters, pages, and what it costs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def people(db: None) -> list[Any]:
    """60 customers; number 0 was heard last."""
    from regulars.know.customers.models import Customer

    return Customer.objects.bulk_create(
        Customer(
            known=True,
            kind="company" if i % 10 == 0 else "person",
            name=f"Person {i:02d}",
            name_key=f"person {i:02d}",
            search_text=f"person {i:02d}",
            country="Norway" if i % 2 else "Germany",
            created_at=NOW,
            changed_at=NOW,
            last_heard_at=NOW - timedelta(days=i),
        )
        for i in range(60)
    )


def names(page: str) -> list[str]:
    return re.findall(r"<strong>(Person \d\d)</strong>", page)


def test_list_begins_with_who_was_heard_last(as_bob: Client, people: list[Any]) -> None:
    assert names(as_bob.get("/customers/").content.decode()) == [f"Person {i:02d}" for i in range(50)]


@pytest.mark.parametrize("sort", ["heard", "name", "created"])
def test_pages_show_everybody_once_under_every_sort(as_bob: Client, people: list[Any], sort: str) -> None:
    page = as_bob.get("/customers/", {"sort": sort}).content.decode()
    seen = names(page)
    while further := re.search(r'href="([^"]+after=[^"]+)"', page):
        page = as_bob.get(further[1].replace("&amp;", "&")).content.decode()
        seen += names(page)
    assert sorted(seen) == [f"Person {i:02d}" for i in range(60)]


def test_filter_by_kind_shows_only_that_kind(as_bob: Client, people: list[Any]) -> None:
    shown = names(as_bob.get("/customers/", {"kind": "company"}).content.decode())
    assert shown == ["Person 00", "Person 10", "Person 20", "Person 30", "Person 40", "Person 50"]


def test_filter_by_country_shows_only_that_country(as_bob: Client, people: list[Any]) -> None:
    shown = names(as_bob.get("/customers/", {"country": "Norway"}).content.decode())
    assert shown == [f"Person {i:02d}" for i in range(1, 60, 2)]


def test_search_finds_part_of_a_name(as_bob: Client, people: list[Any]) -> None:
    assert names(as_bob.get("/customers/", {"q": "son 42"}).content.decode()) == ["Person 42"]


def test_htmx_gets_the_table_alone_and_more_rows_alone(as_bob: Client, people: list[Any]) -> None:
    whole = as_bob.get("/customers/", headers={"HX-Request": "true"}).content.decode()
    assert whole.startswith('<div id="list"')
    further = re.search(r'href="([^"]+after=[^"]+)"', whole)
    assert further is not None
    more = as_bob.get(further[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
    assert (more.lstrip().startswith("<template><tbody hx-swap-oob"), len(names(more))) == (True, 10)


def test_page_from_history_is_whole(as_bob: Client, people: list[Any]) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert as_bob.get("/customers/", headers=headers).content.decode().startswith("<!doctype html>")


def test_position_of_another_program_is_refused(as_bob: Client, people: list[Any]) -> None:
    answer = as_bob.get("/customers/", {"after": "nonsense"})
    assert (answer.status_code, answer.content.decode()) == (400, "after: 'nonsense' is not a position of this list")


def test_empty_list_teaches(as_bob: Client) -> None:
    assert "Your customers will be here" in as_bob.get("/customers/").content.decode()


def test_search_without_result_says_what_works(as_bob: Client, people: list[Any]) -> None:
    assert "No customer matches “zzz”" in as_bob.get("/customers/", {"q": "zzz"}).content.decode()


def test_names_are_escaped(as_bob: Client, alice: Any) -> None:
    from regulars.know.identities.actions import add_customer

    add_customer({"name": "<script>alert(1)</script>"}, actor=alice.actor)
    page = as_bob.get("/customers/").content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)&lt;/script&gt;" in page) == (False, True)


def test_filter_by_group_shows_only_its_customers(as_bob: Client, people: list[Any]) -> None:
    from regulars.understand.insights.models import CustomerInsight

    def insight(customer: Any, segment: str) -> CustomerInsight:
        return CustomerInsight(
            customer_id=customer.pk, orders=2, revenue=Decimal("1284.00"), currency="EUR", segment=segment,
            relationship="warm", heading="cooling", alive=0.61, as_of=NOW.date(),
        )  # fmt: skip

    CustomerInsight.objects.bulk_create(
        [insight(p, "Loyal" if i % 30 == 7 else "At risk") for i, p in enumerate(people)]
    )
    page = as_bob.get("/customers/", {"group": "Loyal"}).content.decode()
    assert names(page) == ["Person 07", "Person 37"]
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", page)]
    # The tick, the name, then the columns.
    assert (cells[2:5], cells[6]) == (["Loyal", "warm, cooling", "€1,284"], "61 %")


def test_groups_are_those_of_the_numbers() -> None:
    from regulars.understand.metrics import rfm
    from regulars.web.customers.choices import GROUPS

    assert tuple(group.name for group in rfm.GROUPS) == GROUPS


def test_countries_are_offered_as_one_types_and_kept(as_bob: Client, people: list[Any]) -> None:
    cache.clear()
    part = as_bob.get("/customers/filter/", {"rule": '{"field": "country", "op": "is"}'}).content.decode()
    assert re.findall(r'<option value="([^"]*)"></option>', part) == ["Germany", "Norway"]
    assert cache.get("customers.countries") == ["Germany", "Norway"]


def test_list_costs_six_queries(as_bob: Client, people: list[Any], django_assert_num_queries: Any) -> None:
    as_bob.get("/customers/")
    # The colleague (the session is kept in the process), own fields (kept too, but not within a test's transaction), the
    # customers, their insights, the saved views.
    with django_assert_num_queries(6):
        as_bob.get("/customers/")
