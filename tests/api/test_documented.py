"""Every payload of the Segment documentation and of analytics-go, where the shared data is there; else those below."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from regulars.know.customers.models import Customer
from regulars.know.identities.queries import find_customers
from regulars.listen.tracking.actions import create_key
from regulars.timeline.models import Interaction

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "segment_payloads"

# Written in the shapes the documentation shows: every type, the old spellings, and a batch.
OWN: tuple[dict[str, Any], ...] = (
    {"type": "identify", "userId": "97980", "traits": {"name": "Peter", "email": "peter@example.com"}},
    {"userId": "97980", "traits": {"name": "Peter"}, "writeKey": "x"},
    {"userId": "97980", "action": "track", "event": "Viewed Product", "properties": {"id": "5", "name": "Monopoly"}},
    {"user_id": "97980", "action": "track", "event": "Email Opened", "properties": {"email_subject": "Hello"}},
    {"type": "page", "name": "Home", "properties": {"title": "Welcome"}},
    {"type": "screen", "name": "Home", "properties": {"Feed Type": "private"}},
    {"type": "group", "groupId": "0e8c", "traits": {"name": "Initech"}},
    {"type": "alias", "previousId": "jen@example.com", "userId": "507f"},
    {"batch": [{"type": "track", "userId": "97980", "event": "Song Played", "timestamp": "2015-2-02T00:30:12.984Z"}]},
)


def payloads() -> list[dict[str, Any]]:
    docs = FOLDER / "segment_docs_payloads.ndjson"
    found = [json.loads(line)["payload"] for line in docs.read_text().splitlines()] if docs.exists() else []
    return [*OWN, *found, *(json.loads(path.read_text()) for path in sorted(FOLDER.glob("analytics-go/*.json")))]


def address(payload: dict[str, Any]) -> str:
    """Where a client would send it; the documentation leaves the type out where the address says it."""
    if "batch" in payload:
        return "batch"
    named = payload.get("type") or payload.get("action")
    telling = {"event": "track", "groupId": "group", "previousId": "alias", "traits": "identify"}
    return named or next((kind for field, kind in telling.items() if field in payload), "page")


@pytest.fixture
def key() -> str:
    return create_key("Docs", actor="")[1]


def post(payload: dict[str, Any], key: str) -> int:
    headers = {"Authorization": f"Bearer {key}"}
    return (
        Client().post(f"/v1/{address(payload)}", json.dumps(payload), "application/json", headers=headers).status_code
    )


def test_every_documented_payload_is_taken_in_and_again_changes_nothing(key: str) -> None:
    told = payloads()
    assert [payload for payload in told if post(payload, key) != 200] == []
    count = Interaction.objects.count()
    assert [payload for payload in told if post(payload, key) != 200] == []
    assert Interaction.objects.count() == count


def test_calls_about_one_user_are_one_customer(key: str) -> None:
    for payload in OWN:
        post(payload, key)
    [peter] = find_customers("peter@example.com")
    names = list(Interaction.objects.filter(customer_id=peter.pk).order_by("pk").values_list("name", flat=True))
    assert names == ["customer.identified", "customer.identified", "product.viewed", "mail.opened", "event.told"]
    assert list(Customer.objects.filter(kind="company").values_list("name", flat=True)) == ["Initech"]
    assert [c.pk for c in find_customers("jen@example.com")] == [c.pk for c in find_customers("507f")]


def test_a_documented_order_has_its_lines_and_amount(key: str) -> None:
    products = [
        {"id": "507f", "sku": "45790-32", "name": "Monopoly", "price": 19.0, "quantity": 1, "category": "Games"},
        {"id": "505b", "sku": "46493-32", "name": "Uno", "price": 3.0, "quantity": 2, "category": "Games"},
    ]
    order = {"orderId": "5031", "revenue": 25.0, "shipping": 3.0, "tax": 2.0, "currency": "USD", "products": products}
    post({"userId": "1", "action": "track", "event": "Order Completed", "properties": order}, key)
    line = Interaction.objects.get(name="order.completed")
    assert (line.amount, line.currency, line.properties["order_id"]) == (25, "USD", "5031")
    assert [(p["product_id"], p.get("quantity", "1"), p["price"]) for p in line.properties["products"]] == [
        ("507f", "1", "19"), ("505b", "2", "3"),
    ]  # fmt: skip
