"""Recommendations over the REST API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.understand.recommendations.shop import opened

from regulars.access.acting import acting_as
from regulars.access.roles.actions import set_role_rule
from regulars.access.tokens.actions import make_token
from regulars.access.users.queries import acting_of
from regulars.know.customers.models import Customer
from regulars.understand.recommendations.models import Product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> list[Customer]:
    monkeypatch.setattr("regulars.understand.recommendations.offering.day_of", lambda learnt: learnt.as_of)
    return opened(40)


def bearer(user: Any, *scopes: str) -> Client:
    with acting_as(acting_of(user)):
        _, secret = make_token("Shop", scopes, None, actor=user.actor)
    return Client(headers={"host": "localhost", "authorization": f"Bearer {secret}"})


def test_customer_s_recommendations_with_their_reasons(alice: Any, shop: list[Customer]) -> None:
    told = bearer(alice, "customers.see").get(f"/api/customers/{shop[0].pk}/recommendations").json()
    assert (told["personal"], told["why"], told["as_of"]) == (True, "", "2026-03-31")
    first = told["items"][0]
    assert (first["kind"], first["id"][0], first["name"], first["price"], first["currency"]) == (
        "new", "t", f"The {first['id']}", "10.0000", "EUR",
    )  # fmt: skip
    assert "also bought this" in first["reason"]


def test_programs_tell_products_and_they_are_not_offered_from_then_on(alice: Any, shop: list[Customer]) -> None:
    client = bearer(alice, "customers.see", "numbers.manage")
    address = f"/api/customers/{shop[0].pk}/recommendations"
    first, second = (item["id"] for item in client.get(address).json()["items"][:2])
    items = [{"id": first, "stock": 0}, {"id": second, "withdrawn": True}, {"id": "n1", "name": "New", "price": "4.20"}]
    answer = client.post("/api/products", {"items": items}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"changed": 3, "new": 1})
    assert {first, second} & {item["id"] for item in client.get(address).json()["items"]} == set()
    assert Product.objects.get(key=first).withdrawn is False
    again = client.post("/api/products", {"items": items[:2]}, content_type="application/json")
    assert again.json() == {"changed": 0, "new": 0}
    bad = client.post("/api/products", {"items": [{"id": "", "stock": 1}]}, content_type="application/json")
    assert (bad.status_code, list(bad.json()["errors"])) == (422, ["row 1"])


def test_token_without_the_scope_and_a_hidden_worth_get_nothing(alice: Any, bob: Any, shop: list[Customer]) -> None:
    address = f"/api/customers/{shop[0].pk}/recommendations"
    assert bearer(alice, "numbers.see").get(address).status_code == 403
    token = bearer(bob, "customers.see")
    assert token.get(address).status_code == 200
    assert token.post("/api/products", {"items": []}, content_type="application/json").status_code == 403
    set_role_rule("agent", sees="all", hidden=["worth"], needs_second_factor=False, actor="house")
    assert token.get(address).status_code == 403
    set_role_rule("agent", sees="own", hidden=[], needs_second_factor=False, actor="house")
    assert token.get(address).status_code == 404
