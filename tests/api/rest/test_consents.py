"""Own fields and consents over the REST API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from regulars.access.acting import acting_as
from regulars.access.tokens.actions import make_token
from regulars.access.users.queries import acting_of
from regulars.know.customers.models import Customer
from regulars.know.fields.actions import create_field
from regulars.know.identities.actions import add_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(alice: Any) -> Client:
    with acting_as(acting_of(alice)):
        _, secret = make_token("Shop", ["customers.see", "customers.edit", "consents.edit"], None, actor=alice.actor)
    return Client(headers={"host": "localhost", "authorization": f"Bearer {secret}"})


@pytest.fixture
def ada() -> Customer:
    return add_customer({"name": "Ada Brandt", "email": "ada@brandt.example", "phone": "+442079460958"}, actor="house")


def test_own_fields_are_described_filled_and_read(client: Client, ada: Customer) -> None:
    create_field({"label": "Shoe size", "kind": "number", "of": "person"}, actor="house")
    (field,) = client.get("/api/fields").json()
    assert (field["key"], field["label"], field["kind"]) == ("shoe_size", "Shoe size", "number")
    kept = client.patch(f"/api/customers/{ada.pk}", {"fields": {"shoe_size": "41"}}, content_type="application/json")
    assert (kept.status_code, kept.json()["fields"]) == (200, {"shoe_size": "41"})
    wrong = client.patch(f"/api/customers/{ada.pk}", {"fields": {"shoe_size": "big"}}, content_type="application/json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["field:shoe_size"])


def test_rule_narrows_the_list(client: Client, ada: Customer) -> None:
    add_customer({"name": "Ben", "city": "Paris"}, actor="house")
    found = client.get("/api/customers", {"rule": '{"field": "city", "op": "is", "value": "Paris"}'}).json()["items"]
    assert [customer["name"] for customer in found] == ["Ben"]
    wrong = client.get("/api/customers", {"rule": '{"field": "shoe", "op": "is", "value": 1}'})
    assert wrong.status_code == 422


def test_consent_is_said_and_answers_who_may_be_contacted(client: Client, ada: Customer) -> None:
    def asked() -> dict[str, str]:
        body = {"customers": [ada.pk, 999999], "purpose": "offers", "channel": "phone", "at": "2026-11-18T12:00:00Z"}
        told: dict[str, str] = client.post("/api/may-contact", body, content_type="application/json").json()["reasons"]
        return told

    assert asked() == {str(ada.pk): "unknown", "999999": "not_found"}
    said = {
        "purpose": "offers", "channel": "phone", "state": "granted", "how": "phone", "words": "May we ring you?",
        "said_at": "2026-11-01T12:00:00Z",
    }  # fmt: skip
    kept = client.post(f"/api/customers/{ada.pk}/consents", said, content_type="application/json")
    assert kept.status_code == 201
    assert asked() == {str(ada.pk): "yes", "999999": "not_found"}
    bound = {(c["purpose"], c["channel"]): c["state"] for c in client.get(f"/api/customers/{ada.pk}/consents").json()}
    assert bound["offers", "phone"] == "granted"


def test_consent_without_its_words_is_refused(client: Client, ada: Customer) -> None:
    said = {"purpose": "offers", "channel": "phone", "state": "granted", "how": "phone"}
    answer = client.post(f"/api/customers/{ada.pk}/consents", said, content_type="application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["words"])
