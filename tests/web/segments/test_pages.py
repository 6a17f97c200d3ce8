"""Pages of segments as Alice, Bob and Charlie meet them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client
from tests.understand.segments.company import keep_up

from regulars.access.roles.actions import set_role_rule
from regulars.access.users.models import User
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer
from regulars.understand.segments.actions import make
from regulars.understand.segments.models import Segment
from regulars.understand.segments.queries import members
from regulars.web.rules import building

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OSLO = {"field": "city", "op": "is", "value": "Oslo"}


@pytest.fixture
def page(client: Client, alice: Any) -> Client:
    client.force_login(alice)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def person(name: str, city: str = "Oslo") -> int:
    return add_customer({"name": name, "city": city, "email": f"{name.lower()}@mail.example"}, actor="house").pk


def test_empty_list_teaches_and_offers_the_ready_made(page: Client) -> None:
    answer = text(page.get("/understand/segments/"))
    assert "No segments yet" in answer
    assert "/understand/segments/ready-made/" in answer


def test_segment_shows_its_rule_its_size_and_its_people(page: Client) -> None:
    person("Ada")
    person("Nils", "Lyon")
    pk = make("Oslo", rule=OSLO, actor="house").pk
    assert "They are being counted" in text(page.get(f"/understand/segments/{pk}/"))
    keep_up()
    answer = text(page.get(f"/understand/segments/{pk}/"))
    assert "1 person" in answer
    assert "in Oslo" in answer
    assert "Ada" in answer
    assert "Nils" not in answer
    assert ">1<" in text(page.get("/understand/segments/"))


def test_queries_do_not_grow_with_people_or_segments(page: Client, django_assert_max_num_queries: Any) -> None:
    for i in range(30):
        person(f"Person{i}")
    for i in range(12):
        make(f"Oslo {i}", rule=OSLO, actor="house")
    keep_up()
    pk = Segment.objects.first()
    assert pk is not None
    with django_assert_max_num_queries(12):
        page.get("/understand/segments/")
    with django_assert_max_num_queries(16):
        page.get(f"/understand/segments/{pk.pk}/")


def test_many_are_estimated_while_building_and_counted_once_kept(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    # Four thousand are counted while one types; here ten, so that a small company is a large one.
    monkeypatch.setattr(building, "estimate", partial(building.estimate, few=10, seconds=600))
    Customer.objects.bulk_create(
        Customer(pk=20 * i, known=True, city="Oslo" if i % 2 else "Lyon", created_at=NOW, changed_at=NOW)
        for i in range(1, 1_001)
    )
    told = {"mode": "text", "text": "city = 'Oslo'", "kept": "yes"}
    said = text(page.post("/rules/standing/", told))
    assert re.findall(r"About ([\d,]+) customers fit: ([\d,]+) to ([\d,]+), from a sample of 8,000\.", said)
    assert "Everybody is counted once it is kept." in said
    # The form itself tells the builder that what it builds is kept; a filter of the list is not.
    assert '<input type="hidden" name="kept" value="yes">' in text(page.get("/understand/segments/new/"))
    assert "Everybody is counted" not in text(page.post("/rules/standing/", {"mode": "text", "text": "city = 'Oslo'"}))
    page.post("/understand/segments/new/", told | {"name": "In Oslo", "shared": "yes", "build": ""})
    keep_up()
    assert "500 people" in text(page.get(f"/understand/segments/{Segment.objects.get().pk}/"))


def test_rule_of_the_builder_becomes_a_segment(page: Client) -> None:
    told = {
        "mode": "text", "text": "city = 'Oslo'", "name": "In Oslo", "description": "Ours", "shared": "yes", "build": "",
    }  # fmt: skip
    answer = page.post("/understand/segments/new/", told)
    made = Segment.objects.get()
    assert answer.status_code == 302
    assert (made.name, made.rule, made.shared) == ("In Oslo", OSLO, True)


def test_button_of_the_builder_keeps_what_was_written(page: Client) -> None:
    told = {"mode": "controls", "way.r": "all", "build": "condition r", "name": "Half done"}
    answer = text(page.post("/understand/segments/new/", told))
    assert "Half done" in answer
    assert not Segment.objects.exists()


def test_wrong_rule_is_said_below_the_builder(page: Client) -> None:
    answer = page.post("/understand/segments/new/", {"mode": "text", "text": "city == (", "name": "Odd"})
    assert answer.status_code == 422
    assert not Segment.objects.exists()


def test_segment_is_changed_and_removed(page: Client) -> None:
    pk = make("Oslo", rule=OSLO, actor="house").pk
    assert "city" in text(page.get(f"/understand/segments/{pk}/edit/"))
    page.post(
        f"/understand/segments/{pk}/edit/", {"mode": "text", "text": "city = 'Lyon'", "name": "Lyon", "shared": "no"}
    )
    one = Segment.objects.get()
    assert (one.name, one.rule["value"], one.shared, one.due) == ("Lyon", "Lyon", False, True)
    Segment.objects.update(shared=True)
    page.post(f"/understand/segments/{pk}/remove/")
    assert Segment.objects.get().removed_at is not None
    assert page.get(f"/understand/segments/{pk}/").status_code == 404


def test_ready_made_ones_are_switched_on_once(page: Client) -> None:
    for _ in range(2):
        page.post("/understand/segments/ready-made/on/", {"key": ["bought_once", "group_champions", "no_such"]})
    assert sorted(Segment.objects.values_list("made_from", flat=True)) == ["bought_once", "group_champions"]
    assert "Is on" in text(page.get("/understand/segments/ready-made/"))


def test_people_are_put_on_a_list_by_address_and_taken_off(page: Client) -> None:
    ada = person("Ada")
    page.post("/understand/segments/new/?kind=list", {"name": "Press"})
    pk = Segment.objects.get().pk
    answer = page.post(
        f"/understand/segments/{pk}/people/",
        {"customers": "ada@mail.example\nnobody@x.example", "do": "on"},
        follow=True,
    )
    assert list(members(pk)) == [ada]
    assert "nobody@x.example" in text(answer)
    page.post(f"/understand/segments/{pk}/people/", {"customers": str(ada), "do": "off"})
    assert list(members(pk)) == []


def test_whoever_sees_their_own_sees_only_those_in_it(client: Client) -> None:
    ines = User.objects.create_user("ines@unfold.example", "correct horse battery", name="Ines", role="analyst")
    own, _ = person("Ada"), person("Zephyrine")
    Customer.objects.filter(pk=own).update(owner=ines)
    pk = make("Oslo", rule=OSLO, actor="house").pk
    keep_up()
    set_role_rule("analyst", sees="own", hidden=[], needs_second_factor=False, actor="house")
    client.force_login(ines)
    answer = text(client.get(f"/understand/segments/{pk}/"))
    assert "2 people" in answer
    assert "Ada" in answer
    assert "Zephyrine" not in answer


def test_agents_and_closed_accounts_open_nothing(client: Client, bob: Any, charlie: Any) -> None:
    pk = make("Oslo", rule=OSLO, actor="house").pk
    addresses = [f"/understand/segments/{path}" for path in ("", "new/", "ready-made/", f"{pk}/", f"{pk}/edit/")]
    client.force_login(bob)
    assert [client.get(address).status_code for address in addresses] == [403] * 5
    client.force_login(charlie)
    assert [client.get(address).status_code for address in addresses] == [302] * 5


def test_customer_tells_the_segments_they_are_in(page: Client) -> None:
    ada = person("Ada")
    make("Those in Oslo", rule=OSLO, actor="house")
    keep_up()
    assert "Those in Oslo" in text(page.get(f"/customers/{ada}/panels/"))


def test_segment_is_a_condition_of_the_list(page: Client) -> None:
    person("Ada")
    person("Nils", "Lyon")
    pk = make("Those in Oslo", rule=OSLO, actor="house").pk
    keep_up()
    answer = text(page.get("/customers/", {"rule": f'{{"field":"segment:{pk}","op":"yes"}}'}))
    assert "Ada" in answer
    assert "Nils" not in answer
    assert "in the segment “Those in Oslo”" in answer
