"""The business's own fields on a customer's form and page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from regulars.access.permissions import Sees
from regulars.access.users.models import RoleRule
from regulars.access.users.queries import forget_role_rules
from regulars.know.customers.models import Customer
from regulars.know.fields.actions import add_profile, create_field, edit_profile, set_values
from regulars.know.fields.queries import values_of

pytestmark = pytest.mark.django_db

LEVELS = [{"key": "b", "label": "Bronze"}, {"key": "g", "label": "Gold"}]


def make_fields() -> None:
    for label, kind, more in (
        ("Shoe size", "number", {"of": "person", "help": "European"}),
        ("Level", "choice", {"choices": LEVELS}),
        ("Likes", "choices", {"choices": LEVELS, "group": "Tastes"}),
        ("Page", "link", {"group": "Tastes"}),
        ("Referred by", "reference", {}),
        ("Seats", "number", {"of": "company"}),
    ):
        create_field({"label": label, "kind": kind, **more}, actor="user:1")


def said(pk: int) -> dict[str, str]:
    return {key: value.said for key, value in values_of([pk]).get(pk, {}).items()}


SENT = {
    "kind": "person", "name": "Ada Brandt", "own": ["shoe_size", "level", "likes", "page", "seats"],
    "field:shoe_size": "39", "field:level": "g", "field:likes": ["g", "b"], "field:page": "ada.example",
    "field:seats": "not for persons",
}  # fmt: skip


def test_new_customer_gets_what_the_form_says_of_their_kind(as_bob: Client) -> None:
    make_fields()
    page = as_bob.get("/customers/new/").content.decode()
    assert [text in page for text in ("European", "<legend>Tastes</legend>", 'name="field:likes"')] == [True] * 3
    assert as_bob.post("/customers/new/", SENT).status_code == 302
    ada = Customer.objects.get()
    assert said(ada.pk) == {"shoe_size": "39", "level": "Gold", "likes": "Bronze, Gold", "page": "https://ada.example"}


def test_edited_customer_keeps_what_did_not_stand_on_the_form(as_bob: Client) -> None:
    make_fields()
    as_bob.post("/customers/new/", SENT)
    ada = Customer.objects.get()
    page = as_bob.get(f"/customers/{ada.pk}/edit/").content.decode()
    assert [text in page for text in ('value="39"', '<option value="g" selected', 'value="https://ada.example"')] == [
        True
    ] * 3
    as_bob.post(
        f"/customers/{ada.pk}/edit/", {"kind": "person", "name": "Ada", "own": ["likes", "level"], "field:level": ""}
    )
    assert said(ada.pk) == {"shoe_size": "39", "page": "https://ada.example"}


def test_wrong_value_is_named_where_it_stands_and_nothing_is_lost(as_bob: Client) -> None:
    make_fields()
    answer = as_bob.post("/customers/new/", SENT | {"field:shoe_size": "big", "field:page": "javascript:alert(1)"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [text in page for text in ("This is no number.", "This is no link.", 'value="big"', "Ada Brandt")] == [
        True
    ] * 4
    assert Customer.objects.count() == 0


def test_page_shows_values_by_group_with_links_that_are_safe(as_bob: Client) -> None:
    make_fields()
    bea = add_profile({"name": "Bea <b>"}, {}, actor="user:1")
    ada = add_profile({"name": "Ada"}, {"referred_by": str(bea.pk), "page": "https://a.example/?q=<x>"}, actor="user:1")
    page = as_bob.get(f"/customers/{ada.pk}/panels/").content.decode()
    assert f'<a class="link" href="/customers/{bea.pk}/">Bea &lt;b&gt;</a>' in page
    assert 'href="https://a.example/?q=&lt;x&gt;" rel="noopener noreferrer nofollow"' in page
    assert "Details" not in as_bob.get(f"/customers/{bea.pk}/panels/").content.decode()


def test_customers_are_offered_while_typing(as_bob: Client, visitor: Client) -> None:
    bea = add_profile({"name": "Bea Obi", "city": "Oslo"}, {}, actor="user:1")
    answer = as_bob.get("/customers/options/", {"field:referred_by": "bea"})
    assert answer.content.decode().strip() == f'<option value="Bea Obi (#{bea.pk})">Oslo</option>'
    assert as_bob.get("/customers/options/").content.decode().strip() == ""
    assert visitor.get("/customers/options/", {"q": "bea"}).status_code == 302


def test_hidden_fields_stand_on_no_form_and_stay_as_they_are(as_bob: Client) -> None:
    make_fields()
    ada = add_profile({"name": "Ada", "email": "ada@shop.example"}, {"level": "g", "shoe_size": "39"}, actor="user:1")
    RoleRule.objects.create(role="agent", sees=Sees.ALL, hidden=["field:level", "email"])
    forget_role_rules()
    page = as_bob.get(f"/customers/{ada.pk}/edit/").content.decode()
    assert [text in page for text in ('name="field:level"', 'name="email"', 'name="field:shoe_size"')] == [
        False,
        False,
        True,
    ]
    sent = {
        "kind": "person",
        "name": "Ada",
        "email": "",
        "own": ["level", "shoe_size"],
        "field:level": "",
        "field:shoe_size": "40",
    }
    assert as_bob.post(f"/customers/{ada.pk}/edit/", sent).status_code == 302
    assert "Gold" not in as_bob.get(f"/customers/{ada.pk}/panels/").content.decode()
    forget_role_rules()
    assert said(ada.pk) == {"shoe_size": "40", "level": "Gold"}
    assert Customer.objects.get().email == "ada@shop.example"


def test_form_asks_the_same_however_many_fields(as_bob: Client, django_assert_num_queries: Any) -> None:
    make_fields()
    ada = add_profile({"name": "Ada"}, {"shoe_size": "39"}, actor="user:1")
    set_values(ada.pk, {"level": "g"}, actor="user:1")
    edit_profile(ada.pk, {"city": "Oslo"}, {}, actor="user:1")
    as_bob.get(f"/customers/{ada.pk}/edit/")
    with django_assert_num_queries(7):
        as_bob.get(f"/customers/{ada.pk}/edit/")
