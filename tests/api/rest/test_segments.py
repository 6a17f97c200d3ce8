"""Segments over the API: made by rule and by text, listed, their people by pages, refused to whom they are not for."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.rest.test_customers import bearer
from tests.understand.segments.company import keep_up

from regulars.access.roles.actions import set_role_rule
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer
from regulars.understand.segments.models import Segment

pytestmark = pytest.mark.django_db
EVERYTHING = ("customers.see", "numbers.see", "segments.manage")


def person(name: str, city: str = "Oslo") -> int:
    return add_customer({"name": name, "city": city}, actor="house").pk


def test_segment_is_made_by_text_counted_and_read(alice: Any) -> None:
    client = bearer(alice, *EVERYTHING)
    ids = [person(f"Person {i}") for i in range(3)]
    person("Nils", "Lyon")
    made = client.post("/api/segments", {"name": "Oslo", "text": "city = 'Oslo'"}, content_type="application/json")
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["rule"], told["size"], told["counted_at"]) == ({"field": "city", "op": "is", "value": "Oslo"}, 0, None)
    keep_up()
    assert client.get(f"/api/segments/{told['id']}").json()["size"] == 3
    first = client.get(f"/api/segments/{told['id']}/members", {"limit": 2}).json()
    assert [one["id"] for one in first["items"]] == ids[:2]
    assert set(first["items"][0]) >= {"id", "name", "since"}
    rest = client.get(f"/api/segments/{told['id']}/members", {"limit": 2, "after": first["next"]}).json()
    assert ([one["id"] for one in rest["items"]], rest["next"]) == (ids[2:], None)


def test_list_is_kept_over_the_api(alice: Any) -> None:
    client = bearer(alice, *EVERYTHING)
    ada = person("Ada")
    pk = client.post("/api/segments", {"name": "Press", "kind": "list"}, content_type="application/json").json()["id"]
    address = f"/api/segments/{pk}/members"
    assert client.post(address, {"customers": [ada, 999]}, content_type="application/json").json() == {"changed": 1}
    assert client.delete(address, {"customers": [ada]}, content_type="application/json").json() == {"changed": 1}
    assert (
        client.patch(f"/api/segments/{pk}", {"name": "Papers"}, content_type="application/json").json()["name"]
        == "Papers"
    )
    assert client.delete(f"/api/segments/{pk}").status_code == 204
    assert client.get("/api/segments").json() == []


@pytest.mark.parametrize(
    "told",
    [
        {"name": "", "text": "city = 'Oslo'"},
        {"name": "Odd", "text": "city == ("},
        {"name": "Odd", "text": "city = 'Oslo'", "rule": {"all": []}},
        {"name": "Odd", "rule": {"field": "nothing", "op": "is", "value": 1}},
    ],
)
def test_wrong_ones_are_refused_and_nothing_is_made(alice: Any, told: dict[str, Any]) -> None:
    client = bearer(alice, *EVERYTHING)
    assert client.post("/api/segments", told, content_type="application/json").status_code == 422
    assert not Segment.objects.exists()


def test_who_answers_customers_makes_none_and_reads_only_their_own_in_it(alice: Any, bob: Any) -> None:
    own, _ = person("Ada"), person("Zephyrine")
    Customer.objects.filter(pk=own).update(owner=bob)
    pk = bearer(alice, *EVERYTHING).post(
        "/api/segments", {"name": "Oslo", "text": "city = 'Oslo'"}, content_type="application/json"
    ).json()["id"]  # fmt: skip
    keep_up()
    set_role_rule("agent", sees="own", hidden=[], needs_second_factor=False, actor="house")
    client = bearer(bob, "customers.see")
    assert [one["id"] for one in client.get(f"/api/segments/{pk}/members").json()["items"]] == [own]
    made = client.post("/api/segments", {"name": "Mine", "text": "city = 'Oslo'"}, content_type="application/json")
    assert made.status_code == 403
    assert client.get("/api/segments").status_code == 403
