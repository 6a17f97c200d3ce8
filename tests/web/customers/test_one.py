"""One customer's page: the story, its filters, its pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from regulars.know.customers.models import Customer
from regulars.timeline.names import Answer, Message, Order, Page, Product
from regulars.timeline.record import Entry, record

DAY = datetime(2026, 3, 4, 10, tzinfo=UTC)


@pytest.fixture
def ada(alice: Any) -> Customer:
    """One order, a survey answer, and 70 page views, a day each, before them."""
    from regulars.know.identities.actions import add_customer

    customer = add_customer({"name": "Ada Brandt", "email": "ada@brandt.example"}, actor=alice.actor)

    def told(
        number: int, name: str, when: datetime, payload: Any, channel: str, amount: Decimal | None = None
    ) -> Entry:
        return Entry(
            name=name, occurred_at=when, source="shop", source_id=str(number), customer_id=customer.pk, payload=payload,
            channel=channel, amount=amount, currency="EUR" if amount else "",
        )  # fmt: skip

    coat = Product(product_id="C1", name="Wool coat", quantity="1", price="149")
    record(
        told(1, "order.completed", DAY, Order(order_id="20417", products=[coat]), "web", Decimal(149)),
        told(2, "survey.answered", DAY + timedelta(hours=2),
             Answer(survey="delivery", scale="nps", score=4, text="Late <again>."), "mail"),
        told(3, "mail.opened", DAY + timedelta(days=1), Message(subject="Your size is back"), "mail"),
        *(told(10 + i, "page.viewed", DAY - timedelta(days=1 + i), Page(title=f"Page {i}"), "web") for i in range(70)),
    )  # fmt: skip
    return customer


def sentences(page: str) -> list[str]:
    lines = re.findall(r'<li class="event[^"]*">(.*?)<small>', page)
    return [re.sub(r"<[^>]+>", "", line) for line in lines]


def test_story_is_told_newest_first_by_day(as_bob: Client, ada: Customer) -> None:
    page = as_bob.get(f"/customers/{ada.pk}/", {"kind": "orders"}).content.decode()
    assert sentences(page) == ["Bought 1 item for €149.00: Wool coat"]
    story = sentences(as_bob.get(f"/customers/{ada.pk}/").content.decode())
    assert story[:5] == [
        "Became known to us: name, email",
        "Opened “Your size is back”",
        "Answered the delivery survey with 4 of 10",
        "Bought 1 item for €149.00: Wool coat",
        "Looked at Page 0",
    ]
    assert len(story) == 20


def test_words_of_customers_are_escaped(as_bob: Client, ada: Customer) -> None:
    page = as_bob.get(f"/customers/{ada.pk}/", {"kind": "said"}).content.decode()
    assert "<blockquote>Late &lt;again&gt;.</blockquote>" in page


def test_channel_filter_shows_only_that_channel(as_bob: Client, ada: Customer) -> None:
    page = as_bob.get(f"/customers/{ada.pk}/", {"channel": "mail"}).content.decode()
    assert sentences(page) == ["Opened “Your size is back”", "Answered the delivery survey with 4 of 10"]


def test_story_goes_on_by_scrolling_to_its_end(as_bob: Client, ada: Customer) -> None:
    page = as_bob.get(f"/customers/{ada.pk}/").content.decode()
    story = sentences(page)
    while further := re.search(r'hx-get="(/customers/\d+/timeline/\?[^"]+)" hx-trigger="intersect once', page):
        page = as_bob.get(further[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
        story += sentences(page)
    assert (len(story), story[-1]) == (74, "Looked at Page 69")


def test_filter_by_htmx_answers_with_the_story_and_its_address(as_bob: Client, ada: Customer) -> None:
    answer = as_bob.get(f"/customers/{ada.pk}/timeline/", {"kind": "orders"}, headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == f"/customers/{ada.pk}/?kind=orders"
    assert sentences(answer.content.decode()) == ["Bought 1 item for €149.00: Wool coat"]


def test_timeline_without_htmx_leads_to_the_page(as_bob: Client, ada: Customer) -> None:
    assert as_bob.get(f"/customers/{ada.pk}/timeline/?kind=orders")["Location"] == f"/customers/{ada.pk}/?kind=orders"


def test_position_of_another_program_is_refused(as_bob: Client, ada: Customer) -> None:
    assert as_bob.get(f"/customers/{ada.pk}/", {"after": "nonsense"}).status_code == 400


def test_merged_customer_leads_to_who_they_are(as_bob: Client, ada: Customer) -> None:
    visitor = Customer.objects.create(created_at=DAY, changed_at=DAY, merged_into=ada)
    assert as_bob.get(f"/customers/{visitor.pk}/")["Location"] == f"/customers/{ada.pk}/"


def test_nothing_of_a_kind_says_so(as_bob: Client, ada: Customer) -> None:
    assert "Nothing of this kind" in as_bob.get(f"/customers/{ada.pk}/", {"kind": "service"}).content.decode()


def test_page_costs_eight_queries_however_long_the_story(
    as_bob: Client, ada: Customer, django_assert_num_queries: Any
) -> None:
    as_bob.get("/customers/")
    # The colleague, the customer, their parts, the lines, the identities, the insight; and the audit of the look.
    with django_assert_num_queries(8):
        as_bob.get(f"/customers/{ada.pk}/")
