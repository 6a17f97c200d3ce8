"""Adding and changing customers by hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from regulars.know.customers.models import Customer

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ada(alice: Any) -> Customer:
    from regulars.know.identities.actions import add_customer

    return add_customer({"name": "Ada Brandt", "email": "ada@brandt.example"}, actor=alice.actor)


def test_new_customer_leads_to_their_page(as_bob: Client) -> None:
    sent = {"kind": "company", "name": "Café Nord", "email": "Kontakt@Nord.example", "birthday": ""}
    answer = as_bob.post("/customers/new/", sent)
    made = Customer.objects.get()
    assert answer["Location"] == f"/customers/{made.pk}/"
    assert (made.kind, made.name, made.email, made.known) == ("company", "Café Nord", "kontakt@nord.example", True)


def test_new_customer_stands_on_the_timeline_with_who_made_them(as_bob: Client, bob: Any) -> None:
    as_bob.post("/customers/new/", {"name": "Ada"})
    from regulars.timeline.read import of_customers

    lines = of_customers([Customer.objects.get().pk]).interactions
    assert [(line.name, line.actor) for line in lines] == [("customer.created", bob.actor)]


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("email", "ada@", "Write it like name@shop.example."),
        ("phone", "12", "This is no phone number. Write it with its country code, like +44 20 7946 0958."),
        ("birthday", "tomorrow", "This is no date. Write year-month-day, like 1984-12-03."),
        ("name", "x" * 201, "At most 200 characters; these are 201."),
    ],
)
def test_bad_field_is_named_and_nothing_is_kept(as_bob: Client, field: str, value: str, error: str) -> None:
    answer = as_bob.post("/customers/new/", {"name": "Ada", field: value})
    page = answer.content.decode()
    assert (answer.status_code, Customer.objects.count()) == (422, 0)
    assert error in page.split(f'id="{field}-told"')[1].split("</p>")[0]
    # What was typed is still there.
    assert f'value="{value}"' in page


def test_customer_without_name_and_address_is_refused(as_bob: Client) -> None:
    page = as_bob.post("/customers/new/", {"name": " "}).content.decode()
    assert "Give a name, an e-mail address or a phone number." in page


def test_edit_form_comes_into_the_page(as_bob: Client, ada: Customer) -> None:
    part = as_bob.get(f"/customers/{ada.pk}/edit/", headers=HTMX).content.decode()
    assert part.startswith(f'<form class="card form" id="profile" method="post" action="/customers/{ada.pk}/edit/"')


def test_edit_is_kept_and_the_page_shown_anew(as_bob: Client, ada: Customer) -> None:
    answer = as_bob.post(f"/customers/{ada.pk}/edit/", {"name": "Ada Brandt", "city": "Hamburg"}, headers=HTMX)
    ada.refresh_from_db()
    assert (answer["HX-Redirect"], ada.city, ada.email) == (f"/customers/{ada.pk}/", "Hamburg", "ada@brandt.example")


def test_edit_with_an_error_gives_the_form_back(as_bob: Client, ada: Customer) -> None:
    answer = as_bob.post(f"/customers/{ada.pk}/edit/", {"name": "Ada", "email": "no"}, headers=HTMX)
    ada.refresh_from_db()
    assert (answer.status_code, ada.name) == (422, "Ada Brandt")


def test_address_of_another_customer_is_refused_by_name(as_bob: Client, ada: Customer) -> None:
    page = as_bob.post("/customers/new/", {"name": "Eve", "email": "ada@brandt.example"}).content.decode()
    assert "ada@brandt.example belongs to Ada Brandt already." in page


def test_edit_without_htmx_is_a_page_of_its_own(as_bob: Client, ada: Customer) -> None:
    assert as_bob.get(f"/customers/{ada.pk}/edit/").content.decode().startswith("<!doctype html>")
    assert as_bob.post(f"/customers/{ada.pk}/edit/", {"name": "Ada"})["Location"] == f"/customers/{ada.pk}/"
