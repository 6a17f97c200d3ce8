"""Customers over the REST API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from regulars.access.acting import acting_as
from regulars.access.roles.actions import set_role_rule
from regulars.access.tokens.actions import make_token
from regulars.access.users.queries import acting_of
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer
from regulars.timeline import audit

pytestmark = pytest.mark.django_db


def bearer(user: Any, *scopes: str) -> Client:
    with acting_as(acting_of(user)):
        _, secret = make_token("Shop", scopes, None, actor=user.actor)
    return Client(headers={"host": "localhost", "authorization": f"Bearer {secret}"})


@pytest.fixture
def ada() -> Customer:
    return add_customer({"name": "Ada Brandt", "email": "ada@brandt.example"}, actor="house")


def test_list_tells_customers_and_pages_by_position(alice: Any) -> None:
    for number in range(5):
        add_customer({"name": f"Customer {number}"}, actor="house")
    client = bearer(alice, "customers.see")
    first = client.get("/api/customers", {"sort": "name", "limit": 3}).json()
    second = client.get("/api/customers", {"sort": "name", "limit": 3, "after": first["next"]}).json()
    assert [c["name"] for c in first["items"] + second["items"]] == [f"Customer {n}" for n in range(5)]
    assert second["next"] is None


def test_search_finds_by_part_of_a_name(alice: Any, ada: Customer) -> None:
    assert [c["id"] for c in bearer(alice, "customers.see").get("/api/customers", {"q": "brand"}).json()["items"]] == [
        ada.pk
    ]


def test_customer_is_made_changed_and_read(alice: Any) -> None:
    client = bearer(alice, "customers.see", "customers.edit")
    made = client.post("/api/customers", {"name": "Ben", "phone": "+44 20 7946 0958"}, content_type="application/json")
    pk = made.json()["id"]
    changed = client.patch(f"/api/customers/{pk}", {"city": "Berlin"}, content_type="application/json")
    assert (made.status_code, changed.status_code) == (201, 200)
    read = client.get(f"/api/customers/{pk}").json()
    assert (read["name"], read["phone"], read["city"], read["birthday"]) == ("Ben", "+442079460958", "Berlin", None)
    told = client.get(f"/api/customers/{pk}/timeline").json()["items"]
    assert [line["name"] for line in told] == ["customer.changed", "customer.created"]


def test_look_and_write_are_audited_by_the_token(alice: Any, ada: Customer) -> None:
    client = bearer(alice, "customers.see", "customers.edit")
    client.get(f"/api/customers/{ada.pk}")
    client.patch(f"/api/customers/{ada.pk}", {"city": "Berlin"}, content_type="application/json")
    lines = audit.page(customer_ids=[ada.pk]).lines
    assert [(line.name, line.actor[:6], line.address) for line in lines] == [
        ("customer.changed", "token:", "127.0.0.1"),
        ("customer.seen", "token:", "127.0.0.1"),
    ]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "field"),
    [
        ("post", "/api/customers", {}, 422, "name"),
        ("post", "/api/customers", {"name": "Eve", "email": "nothing"}, 422, "email"),
        ("post", "/api/customers", {"name": "Eve", "email": "ada@brandt.example"}, 422, "email"),
        ("post", "/api/customers", {"birthday": "soon"}, 422, "birthday"),
        ("get", "/api/customers?sort=size", None, 422, "sort"),
        ("get", "/api/customers?limit=100000", None, 422, "limit"),
        ("get", "/api/customers?after=nonsense", None, 422, "after"),
        ("get", "/api/customers/999999", None, 404, "request"),
    ],
)
def test_bad_request_names_the_field(
    alice: Any, ada: Customer, method: str, path: str, body: Any, status: int, field: str
) -> None:
    client = bearer(alice, "customers.see", "customers.edit")
    answer = client.get(path) if method == "get" else client.post(path, body, content_type="application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (status, [field])
    assert Customer.objects.count() == 1


def test_scope_that_was_not_given_is_refused(alice: Any, ada: Customer) -> None:
    client = bearer(alice, "audit.see")
    answers = [
        client.get("/api/customers"),
        client.get(f"/api/customers/{ada.pk}"),
        client.get(f"/api/customers/{ada.pk}/timeline"),
        client.post("/api/customers", {"name": "Eve"}, content_type="application/json"),
        client.patch(f"/api/customers/{ada.pk}", {"name": "Eve"}, content_type="application/json"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5


def test_no_token_a_wrong_one_and_a_cookie_open_nothing(alice: Any, charlie: Any, ada: Customer) -> None:
    logged_in = Client(headers={"host": "localhost"})
    logged_in.force_login(alice)
    wrong = Client(headers={"host": "localhost", "authorization": "Bearer ra_wrong"})
    assert [c.get("/api/customers").status_code for c in (Client(headers={"host": "localhost"}), wrong, logged_in)] == [
        401
    ] * 3


def test_agent_reaches_neither_others_customers_nor_hidden_fields(bob: Any, ada: Customer) -> None:
    own = add_customer({"name": "Own", "email": "own@brandt.example", "city": "Berlin"}, actor="house")
    Customer.objects.filter(pk=own.pk).update(owner=bob)
    set_role_rule("agent", sees="own", hidden=["email"], needs_second_factor=False, actor="house")
    client = bearer(bob, "customers.see", "customers.edit")
    (seen,) = client.get("/api/customers").json()["items"]
    assert (seen["id"], seen["city"], "email" in seen) == (own.pk, "Berlin", False)
    change = client.patch(f"/api/customers/{ada.pk}", {"city": "Paris"}, content_type="application/json")
    hidden = client.patch(f"/api/customers/{own.pk}", {"email": "x@brandt.example"}, content_type="application/json")
    looks = [client.get(f"/api/customers/{ada.pk}{part}").status_code for part in ("", "/timeline")]
    assert (looks, change.status_code, hidden.status_code) == ([404, 404], 404, 422)


def test_description_names_every_address() -> None:
    schema = Client(headers={"host": "localhost"}).get("/api/openapi.json").json()
    assert schema["openapi"].startswith("3.")
    assert {"/api/customers", "/api/customers/{pk}", "/api/customers/{pk}/timeline"} <= schema["paths"].keys()
