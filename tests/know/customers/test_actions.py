"""Changing customers by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from regulars.kit.refused import Refused
from regulars.know.customers.actions import heard
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer, edit_customer
from regulars.know.identities.queries import find_customers, identities_of
from regulars.timeline.describe import describe
from regulars.timeline.read import of_customers

pytestmark = pytest.mark.django_db


def said(customer: Customer) -> list[str]:
    return [str(describe(line)) for line in of_customers([customer.pk]).interactions]


def test_added_customer_is_found_by_address_and_phone_and_the_timeline_says_who_added() -> None:
    ada = add_customer(
        {"name": "Ada Brandt", "email": "Ada@Brandt.example", "phone": "+49 40 5550 142"}, actor="user:7"
    )
    assert [find_customers(text) for text in ("ada@brandt.example", "+49405550142")] == [[ada], [ada]]
    assert said(ada) == ["Became known to us: name, email, phone"]
    assert of_customers([ada.pk]).interactions[0].actor == "user:7"


def test_edited_address_is_recognised_and_the_old_one_still_is() -> None:
    ada = add_customer({"name": "Ada", "email": "ada@old.example"}, actor="user:1")
    edit_customer(ada.pk, {"email": "ada@new.example"}, actor="user:1")
    assert [find_customers(a) for a in ("ada@old.example", "ada@new.example")] == [[ada], [ada]]
    assert Customer.objects.get().email == "ada@new.example"
    assert [str(i) for i in identities_of([ada.pk])] == ["email ada@old.example", "email ada@new.example"]


def test_timeline_keeps_before_and_after() -> None:
    ada = add_customer({"name": "Ada"}, actor="user:1")
    edit_customer(ada.pk, {"city": "Hamburg"}, actor="user:1")
    assert of_customers([ada.pk]).interactions[0].properties == {"changes": {"city": ["", "Hamburg"]}}


def test_saving_without_a_change_leaves_no_line() -> None:
    ada = add_customer({"name": "Ada"}, actor="user:1")
    edit_customer(ada.pk, {"name": "Ada"}, actor="user:1")
    assert len(said(ada)) == 1


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({}, {"name": "Give a name, an e-mail address or a phone number."}),
        (
            {"name": "A", "phone": "12"},
            {"phone": "This is no phone number. Write it with its country code, like +44 20 7946 0958."},
        ),
        ({"name": "x" * 201}, {"name": "At most 200 characters; these are 201."}),
        ({"name": "A", "kind": "robot"}, {"kind": "Choose person or company."}),
        ({"name": "A", "known": False}, {"known": "This field cannot be changed here."}),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(fields: dict[str, object], errors: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        add_customer(fields, actor="user:1")
    assert refused.value.errors == errors
    assert Customer.objects.count() == 0


def test_malformed_address_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        add_customer({"name": "A", "email": "ada at x"}, actor="user:1")
    assert list(refused.value.errors) == ["email"]


def test_address_of_somebody_else_is_refused_by_name() -> None:
    add_customer({"name": "Ada", "email": "ada@x.example"}, actor="user:1")
    bob = add_customer({"name": "Bob"}, actor="user:1")
    with pytest.raises(Refused, match=r"ada@x\.example belongs to Ada already"):
        edit_customer(bob.pk, {"email": "ada@x.example", "city": "Kiel"}, actor="user:1")
    assert Customer.objects.get(pk=bob.pk).city == ""


def test_heard_keeps_the_earliest_and_the_latest() -> None:
    ada = add_customer({"name": "Ada"}, actor="user:1")
    days = [datetime(2026, 1, day, tzinfo=UTC) for day in (5, 2, 9)]
    heard([(ada.pk, days[0])])
    heard([(ada.pk, days[1]), (ada.pk, days[2])])
    heard([(ada.pk, days[0])])
    kept = Customer.objects.get()
    assert (kept.first_heard_at, kept.last_heard_at) == (days[1], days[2])


def test_heard_again_within_minutes_changes_nothing() -> None:
    ada = add_customer({"name": "Ada"}, actor="user:1")
    first = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    for minutes, kept in ((0, 0), (4, 0), (5, 5), (9, 5), (60, 60)):
        heard([(ada.pk, first + timedelta(minutes=minutes))])
        assert Customer.objects.get().last_heard_at == first + timedelta(minutes=kept)
