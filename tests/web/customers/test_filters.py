"""The list by its address: rules, views, columns, orders; the builder's controls; cells, files and changes of many."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def people(db: None) -> list[Any]:
    """Four customers in the order the list has them."""
    from regulars.know.customers.models import Customer

    told = [
        ("Ada", "person", "Berlin"),
        ("Bo", "person", "Oslo"),
        ("Initech", "company", "Berlin"),
        ("=1+1", "person", ""),
    ]
    return [
        Customer.objects.create(
            known=True, name=name, name_key=name.lower(), search_text=name.lower(), kind=kind, city=city,
            email=f"{i}@mail.example", created_at=NOW, changed_at=NOW, last_heard_at=NOW - timedelta(days=i),
        )
        for i, (name, kind, city) in enumerate(told)
    ]  # fmt: skip


def rule(*parts: dict[str, Any]) -> str:
    return json.dumps({"all": list(parts)})


BERLIN = {"field": "city", "op": "is", "value": "Berlin"}


def names(page: str) -> list[str]:
    return re.findall(r"<span><strong>([^<]+)</strong><small>", page)


def get(client: Client, address: str = "/customers/", **asked: str) -> str:
    return client.get(address, asked).content.decode()


def test_rule_of_the_address_narrows_the_list_and_is_read_out(as_bob: Client, people: list[Any]) -> None:
    page = get(as_bob, rule=rule(BERLIN, {"field": "kind", "op": "any_of", "value": ["person"]}))
    assert (names(page), re.findall(r'class="reading"[^>]*><span>([^<]+)', page)) == (["Ada"], ["Persons in Berlin"])


def test_rule_that_cannot_be_read_shows_nobody_and_says_why(as_bob: Client, people: list[Any]) -> None:
    page = get(as_bob, rule=rule({"field": "size", "op": "is", "value": "1"}))
    assert (names(page), "There is no field “size” here" in page, "all[0].field" in page) == ([], True, True)


def test_views_of_persons_and_of_companies_have_columns_of_their_own(as_bob: Client, people: list[Any]) -> None:
    heads = r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)'
    persons, companies = get(as_bob, view="persons"), get(as_bob, view="companies")
    assert (names(persons), re.findall(heads, persons)) == (
        ["Ada", "Bo", "=1+1"], ["Customer", "Town", "Group", "Relationship", "Worth so far", "Last heard"],
    )  # fmt: skip
    assert (names(companies), re.findall(heads, companies)[1:4]) == (["Initech"], ["Town", "Phone", "Orders"])


def test_columns_and_order_of_the_address_are_kept_while_paging(as_bob: Client, people: list[Any]) -> None:
    page = get(as_bob, sort="-name", columns="email,owner,nothing")
    assert names(page) == ["Initech", "Bo", "Ada", "=1+1"]
    assert re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', page) == ["Customer", "E-mail", "Looked after by"]


def test_search_stays_within_the_filter(as_bob: Client, people: list[Any]) -> None:
    person = rule({"field": "kind", "op": "any_of", "value": ["person"]})
    assert names(get(as_bob, q="initech")) == ["Initech"]
    assert names(get(as_bob, q="initech", rule=person)) == []


def test_htmx_gets_the_list_and_the_short_address_to_show(as_bob: Client, people: list[Any]) -> None:
    asked = {"view": "persons", "rule": "{}", "sort": "", "columns": "city", "q": ""}
    answer = as_bob.get("/customers/", asked, headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == "/customers/?view=persons&rule=%7B%7D&columns=city"
    assert names(answer.content.decode()) == ["Ada", "Bo", "Initech", "=1+1"]


def test_builder_shows_the_rule_as_controls(as_bob: Client, people: list[Any]) -> None:
    asked = rule(BERLIN, {"not": {"any": [{"field": "did:order.completed", "op": "did", "value": {"days": 90}}]}})
    page = get(as_bob, "/customers/filter/", rule=asked)
    assert re.findall(r'data-line data-shape="([^"]+)"', page) == ["text", "deed"]
    assert re.findall(r'<option value="([^"]*)" selected', page) == [
        "all",
        "city",
        "is",
        "not any",
        "did:order.completed",
        "did",
    ]
    assert ('value="Berlin"' in page, 'data-deed="days" value="90"' in page) == (True, True)


def test_filter_works_without_javascript(as_bob: Client, people: list[Any]) -> None:
    page = get(as_bob, "/customers/filter/", view="persons", columns="city")
    assert re.findall(r'type="hidden" name="(view|columns)" value="([^"]*)"', page) == [
        ("view", "persons"),
        ("columns", "city"),
    ]
    form = {
        "view": "persons",
        "mode": "controls",
        "way.r": "all",
        "field.r.0": "city",
        "op.r.0": "is",
        "was.r.0": "text",
    }
    again = as_bob.post("/customers/filter/", form | {"value.r.0": "Berlin", "build": "condition r"}).content.decode()
    assert re.findall(r'data-line data-shape="([^"]+)"', again) == ["text", "text"]
    answer = as_bob.post("/customers/filter/", form | {"value.r.0": "Berlin"})
    assert names(get(as_bob, answer["Location"])) == ["Ada", "Initech"]


def test_cell_is_changed_where_it_stands(as_bob: Client, people: list[Any]) -> None:
    from regulars.know.customers.models import Customer

    address = f"/customers/{people[0].pk}/cell/city/"
    assert 'name="value" value="Berlin"' in as_bob.get(address).content.decode()
    said = as_bob.post(address, {"value": "Kiel <b>"}).content.decode()
    assert said == '<button type="button" class="cell">Kiel &lt;b&gt;</button>\n'
    assert Customer.objects.get(pk=people[0].pk).city == "Kiel <b>"


def test_wrong_cell_says_what_is_wrong_and_changes_nothing(as_bob: Client, people: list[Any]) -> None:
    from regulars.know.customers.models import Customer

    for key, value, error in (
        ("birthday", "yesterday", "This is no date"), ("email", "nonsense", "Write it like"),
            ("city", "x" * 101, "At most 100"),
    ):  # fmt: skip
        answer = as_bob.post(f"/customers/{people[0].pk}/cell/{key}/", {"value": value})
        assert (answer.status_code, error in answer.content.decode()) == (422, True)
    ada = Customer.objects.get(pk=people[0].pk)
    assert (ada.city, ada.email, ada.birthday) == ("Berlin", "0@mail.example", None)


def test_own_field_is_changed_in_its_cell(as_bob: Client, people: list[Any]) -> None:
    from regulars.know.fields.models import Field

    choices = [{"key": "a", "label": "Gold"}, {"key": "b", "label": "Silver"}]
    Field.objects.create(key="tier", label="Tier", kind="choice", choices=choices)
    address = f"/customers/{people[0].pk}/cell/field:tier/"
    assert re.findall(r'<option value="([^"]*)"', as_bob.get(address).content.decode()) == ["", "a", "b"]
    assert "Silver" in as_bob.post(address, {"value": "b"}).content.decode()
    assert "Silver" in get(as_bob, columns="field:tier", sort="field:tier")


@pytest.mark.parametrize("key", ["name_key", "heard", "nothing", "owner"])
def test_cell_that_cannot_be_changed_is_not_there(as_bob: Client, people: list[Any], key: str) -> None:
    assert as_bob.get(f"/customers/{people[0].pk}/cell/{key}/").status_code == 404


def read(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_file_holds_just_the_list_and_no_formula(as_alice: Client, people: list[Any]) -> None:
    from regulars.timeline.audit import page

    answer = as_alice.get(
        "/customers/taken-out/csv/",
        {"rule": rule({"not": {"field": "city", "op": "is", "value": "Oslo"}}), "columns": "city"},
    )
    rows = list(csv.reader(io.StringIO(read(answer))))
    assert rows == [
        ["Number", "Name", "Town"], [str(people[0].pk), "Ada", "Berlin"], [str(people[2].pk), "Initech", "Berlin"],
        [str(people[3].pk), "'=1+1", ""],
    ]  # fmt: skip
    (line,) = page(name="customers.exported").lines
    assert (line.about, line.changes) == (
        "Customers but not in Oslo",
        {"columns": [None, ["Town"]], "form": [None, "csv"]},
    )


def test_file_for_excel_begins_with_its_mark_and_json_lines_are_json(as_alice: Client, people: list[Any]) -> None:
    assert read(as_alice.get("/customers/taken-out/excel/")).startswith("\ufeffNumber,Name")
    lines = read(as_alice.get("/customers/taken-out/jsonl/", {"columns": "email", "view": "companies"})).splitlines()
    assert [json.loads(line) for line in lines] == [{"id": people[2].pk, "name": "Initech", "email": "2@mail.example"}]


def test_file_leaves_out_what_is_hidden_and_who_is_not_seen(people: list[Any], alice: Any) -> None:
    from tests.web.conftest import client_of

    from regulars.access.users.models import RoleRule, User
    from regulars.access.users.queries import forget_role_rules

    mara = User.objects.create_user("mara@unfold.example", "x", name="Mara", role="marketer")
    RoleRule.objects.create(role="marketer", sees="own", hidden=["email"])
    forget_role_rules()
    people[1].owner = mara
    people[1].save()
    text = read(client_of(mara).get("/customers/taken-out/csv/", {"columns": "email,city"}))
    forget_role_rules()
    assert list(csv.reader(io.StringIO(text))) == [["Number", "Name", "Town"], [str(people[1].pk), "Bo", "Oslo"]]


def test_who_may_not_export_gets_no_file(
    as_bob: Client, as_charlie: Client, visitor: Client, people: list[Any]
) -> None:
    assert as_bob.get("/customers/taken-out/csv/").status_code == 403
    assert (
        as_charlie.get("/customers/taken-out/csv/").status_code,
        visitor.get("/customers/taken-out/csv/").status_code,
    ) == (302, 302)
    assert "taken-out" not in get(as_bob)


def test_many_are_changed_and_put_back_from_the_page(as_bob: Client, people: list[Any]) -> None:
    from regulars.know.customers.models import Customer

    picks = {"pick": [people[0].pk, people[1].pk]}
    form = as_bob.get("/customers/changes/new/", picks).content.decode()
    chosen = f"{people[0].pk},{people[1].pk}"
    assert (f'name="chosen" value="{chosen}"' in form, "Change 2 customers" in form) == (True, True)
    told = {"chosen": chosen, "what": "field", "field": "city", "to": "Kiel"}
    preview = as_bob.post("/customers/changes/preview/", told).content.decode()
    assert re.findall(r"<td>([^<]*)</td>", preview) == ["Berlin", "Kiel", "Oslo", "Kiel"]
    answer = as_bob.post("/customers/changes/new/", told)
    assert list(Customer.objects.order_by("pk").values_list("city", flat=True))[:2] == ["Kiel", "Kiel"]
    assert "2 customers changed" in as_bob.get(answer["Location"]).content.decode()
    as_bob.post(f"{answer['Location']}undo/")
    assert list(Customer.objects.order_by("pk").values_list("city", flat=True))[:2] == ["Berlin", "Oslo"]
    assert "Town becomes Kiel" in get(as_bob, "/customers/changes/")


def test_change_of_nobody_says_so(as_bob: Client, people: list[Any]) -> None:
    answer = as_bob.get("/customers/changes/new/")
    assert (answer.status_code, "Tick at least one customer" in answer.content.decode()) == (422, True)


def test_list_is_kept_as_a_view_and_shared(as_alice: Client, as_bob: Client, people: list[Any]) -> None:
    told = {"rule": rule(BERLIN), "columns": "city,owner", "sort": "-name", "name": "Berliners", "shared": "all"}
    answer = as_alice.post("/customers/views/new/", told)
    page = as_bob.get(answer["Location"]).content.decode()
    assert (names(page), "Berliners</a>" in page) == (["Initech", "Ada"], True)
    assert as_bob.get(f"/customers/views/{answer['Location'].partition('=')[2]}/").status_code == 404
    assert as_alice.post("/customers/views/new/", told).status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "/customers/filter/", "/rules/people/?value.r.0=a",
        "/customers/columns/", "/customers/views/", "/customers/views/new/", "/customers/changes/", "/customers/changes/new/",
        "/customers/1/cell/city/",
    ],
)  # fmt: skip
def test_charlie_and_visitors_get_nothing(as_charlie: Client, visitor: Client, people: list[Any], address: str) -> None:
    assert (as_charlie.get(address).status_code, visitor.get(address).status_code) == (302, 302)
