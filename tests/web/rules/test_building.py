"""The builder: a rule laid out as controls and read off them again, changed by buttons, written as text, and counted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from tests.know.filters.company import fill, with_tag_ids
from tests.know.filters.test_rules import rules

from regulars.kit.refused import Refused
from regulars.know.filters.check import check
from regulars.know.filters.rule import Condition, Rule

QUIET = [HealthCheck.function_scoped_fixture]
CITY = {"mode": "controls", "way.r": "all", "field.r.0": "city", "op.r.0": "is", "was.r.0": "text"}


@pytest.fixture
def people(db: None) -> dict[int, Any]:
    return fill()


def posted(**told: Any) -> QueryDict:
    form = QueryDict(mutable=True)
    for name, value in told.items():
        form.setlist(name, value if isinstance(value, list) else [value])
    return form


def controls(page: str) -> QueryDict:
    """What a browser would post of a page: every control by its name, as it stands."""
    from html import unescape

    form = QueryDict(mutable=True)
    for tag in re.finditer(
        r"<(input|textarea)\b[^>]*>([^<]*)|<select\b[^>]*?name=\"([^\"]+)\"[^>]*>(.*?)</select>", page, re.DOTALL
    ):
        if tag[3]:
            options = re.findall(r'<option value="([^"]*)"( selected)?', tag[4])
            form.appendlist(tag[3], unescape(next((value for value, chosen in options if chosen), options[0][0])))
            continue
        name, value = re.search(r' name="([^"]+)"', tag[0]), re.search(r' value="([^"]*)"', tag[0])
        if name is None or ('type="checkbox"' in tag[0] and " checked" not in tag[0]):
            continue
        form.appendlist(name[1], unescape(tag[2] if tag[1] == "textarea" else value[1] if value else ""))
    return form


def shown(rule: Rule, **more: str) -> str:
    from django.template.loader import render_to_string

    from regulars.web.rules.building import Builder

    return render_to_string("rules/builder.html", {"builder": Builder.of(rule)})


@given(rule=rules())
@settings(max_examples=150, suppress_health_check=QUIET, deadline=None)
def test_controls_read_what_they_show(people: dict[int, Any], rule: Rule) -> None:
    from regulars.web.rules.building import Builder

    builder = Builder.of(check(with_tag_ids(rule), Builder.of().known))
    form = controls(shown(with_tag_ids(rule)))
    again = Builder.read(form)
    assert again.errors == {}
    assert again.rule() == builder.rule()
    # Writing it instead, and building it instead again, change nothing either.
    form["build"] = "text"
    written = Builder.read(form)
    assert (written.mode, written.rule()) == ("text", builder.rule())
    back = Builder.read(posted(mode="text", text=written.text, build="controls"))
    assert (back.mode, back.rule()) == ("controls", builder.rule())


@pytest.mark.parametrize(
    ("pressed", "places", "begins"),
    [
        ("condition r", ["r.0", "r.1"], "r.1"),
        ("group r", ["r.0", "r.1.0"], "r.1.0"),
        ("remove r.0", [], "add.r"),
        ("remove r.9", ["r.0"], ""),
        ("condition r.0", ["r.0"], ""),
        ("condition ../x", ["r.0"], ""),
        ("nonsense", ["r.0"], ""),
    ],
)
def test_buttons_change_the_draft(db: None, pressed: str, places: list[str], begins: str) -> None:
    from django.template.loader import render_to_string

    from regulars.web.rules.building import Builder

    builder = Builder.read(posted(**CITY, **{"value.r.0": "Oslo"}, build=pressed))
    page = render_to_string("rules/builder.html", {"builder": builder})
    assert (re.findall(r'name="field\.([^"]+)"', page), builder.begins) == (places, begins)


def test_new_field_forgets_what_was_written_for_the_last_one(db: None) -> None:
    from regulars.web.rules.building import Builder

    form = posted(**CITY, **{"value.r.0": "Oslo"})
    assert Builder.read(form).rule() == Condition("city", "is", "Oslo")
    form["field.r.0"] = "country"
    assert Builder.read(form).rule() == Condition("country", "is", "Oslo")
    form["field.r.0"] = "heard"
    assert Builder.read(form).told == "{}"


def test_unfinished_conditions_are_left_out_until_the_rule_is_wanted(db: None) -> None:
    from regulars.web.rules.building import Builder

    builder = Builder.read(
        posted(**CITY, **{"value.r.0": "", "field.r.1": "kind", "value.r.1": "company", "was.r.1": "choices:kind"})
    )
    assert (builder.told, builder.spoken) == ('{"field":"kind","op":"any_of","value":["company"]}', "Companies")
    with pytest.raises(Refused) as refused:
        builder.rule()
    assert refused.value.errors == {"rule": "Finish or remove what is not said yet: “Town”."}


def test_wrong_value_is_said_at_its_condition(as_bob: Client) -> None:
    form = {
        "mode": "controls",
        "way.r": "all",
        "field.r.0": "insight:worth",
        "op.r.0": "at_least",
        "was.r.0": "number",
        "value.r.0": "a lot",
    }
    page = as_bob.post("/rules/build/", form).content.decode()
    assert re.findall(r'class="error" id="error-r.0">([^<]+)', page) == ["Give a number, like 12 or 12.50."]


def test_wrong_text_is_shown_at_its_place(as_bob: Client) -> None:
    page = as_bob.post("/rules/standing/", {"mode": "text", "text": "country = '<b>' AND city = Oslo"}).content.decode()
    assert re.findall(r'class="wrong-at">(.*?)</pre>', page, re.DOTALL) == [
        "country = &#x27;&lt;b&gt;&#x27; AND city = <mark>Oslo</mark>"
    ]
    page = as_bob.post("/rules/build/", {"mode": "text", "text": "contry = 'x'", "build": "controls"}).content.decode()
    assert (
        'name="mode" value="text"' in page,
        "Did you mean country?" in page,
        "contry = &#x27;x&#x27;</textarea>" in page,
    ) == (True,) * 3


def test_standing_says_the_rule_and_counts(as_bob: Client, people: dict[int, Any]) -> None:
    page = as_bob.post(
        "/rules/standing/", {"mode": "text", "text": "country = 'Germany' AND NOT (kind = 'company')"}
    ).content.decode()
    assert re.findall(r"<p[^>]*>([^<]+)", page) == [
        "Customers in Germany, but not whose person or company is Company.",
        "2 customers fit.",
    ]
    assert re.findall(r'name="rule" value="([^"]+)"', page) == [
        "{&quot;all&quot;:[{&quot;field&quot;:&quot;country&quot;,&quot;op&quot;:&quot;is&quot;,&quot;value&quot;:&quot;Germany&quot;},"
        "{&quot;not&quot;:{&quot;field&quot;:&quot;kind&quot;,&quot;op&quot;:&quot;any_of&quot;,&quot;value&quot;:[&quot;company&quot;]}}]}"
    ]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"way.r": "up", "field.r.0": "nothing"},
        {"mode": "x", "build": "remove"},
        {"field.r.0": "did:order.completed", "op.r.0": "did", "was.r.0": "deed", "deed.r.0.then.0.name": "x",
         "deed.r.0.then.0.carried": "[1]"},
    ],
)  # fmt: skip
def test_nonsense_posted_does_no_harm(as_bob: Client, form: dict[str, str]) -> None:
    answers = as_bob.post("/rules/build/", form), as_bob.post("/rules/standing/", form)
    assert [answer.status_code for answer in answers] == [200, 200]


def test_deeper_than_a_rule_may_be_is_refused_and_kept(as_bob: Client) -> None:
    form = {"way.r" + ".0" * i: "all" for i in range(8)} | {"field.r" + ".0" * 8: "city", "op.r" + ".0" * 8: "filled"}
    page = as_bob.post("/rules/standing/", form).content.decode()
    assert "at most 6 deep" in page


def test_charlie_and_visitors_build_nothing(as_charlie: Client, visitor: Client) -> None:
    for address in ("/rules/build/", "/rules/standing/"):
        assert (as_charlie.post(address).status_code, visitor.post(address).status_code) == (302, 302)
    assert (as_charlie.get("/rules/people/").status_code, visitor.get("/rules/people/").status_code) == (302, 302)


def test_agent_counts_and_finds_only_their_own(people: dict[int, Any], alice: Any) -> None:
    from tests.web.conftest import client_of

    from regulars.access.users.models import RoleRule, User
    from regulars.access.users.queries import forget_role_rules
    from regulars.know.customers.models import Customer

    mara = User.objects.create_user("mara@unfold.example", "x", name="Mara", role="marketer")
    RoleRule.objects.create(role="marketer", sees="own", hidden=["email"])
    forget_role_rules()
    Customer.objects.filter(name="Ada Brandt").update(owner=mara)
    browser = client_of(mara)
    page = browser.post("/rules/standing/", {"mode": "text", "text": "country = 'Germany'"}).content.decode()
    hidden = browser.post("/rules/standing/", {"mode": "text", "text": "email = 'ada@mail.example'"}).content.decode()
    initech = Customer.objects.get(name="Initech")
    form = {
        "field.r.0": "related:works_at",
        "op.r.0": "is",
        "was.r.0": "customer:related:works_at",
        "value.r.0": f"#{initech.pk}",
    }
    named = browser.post("/rules/build/", form).content.decode()
    forget_role_rules()
    assert ("1 customer fits." in page, "There is no field of this name here" in hidden, "Initech" in named) == (
        True,
        True,
        False,
    )
