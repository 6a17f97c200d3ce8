"""How long contracts last, on the page and on a customer's panel."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from regulars.access.roles.actions import set_role_rule
from regulars.kit import moments
from regulars.know.customers.care import assign
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer
from regulars.understand.insights.contract_facts import ContractFacts, ContractKind, ContractTrial, Point, to_json
from regulars.understand.insights.facts import Model, Parameter
from regulars.understand.insights.models import CustomerInsight, Forecast
from regulars.understand.insights.queries import Outlook
from regulars.understand.insights.spread import Due, Held, Spread
from regulars.understand.insights.spread import to_json as spread_json
from regulars.web.understand.lasting import lasting

AS_OF = date(2026, 3, 1)
LAW = Model("Shifted beta-geometric", (Parameter("alpha", 0.7, 0.1, 0.5, 0.9), Parameter("beta", 2.1)), -90.0, 60)
YEARLY = ContractKind(
    "year", 60, 40, 50, "Shifted beta-geometric: it follows the curve of what was seen.", ((0, 12, 10), (1, 8, 30)), LAW,
    (
        Point(0, 60, 0, 1.0, 1.0, 1.0, 1.0), Point(1, 50, 12, 0.76, 0.6, 0.85, 0.75), Point(2, 8, 4, 0.48, 0.3, 0.6, 0.62),
        Point(3, 0, 0, None, None, None, 0.49),
    ),
    (("too dear", 11), ("moved", 2)), ContractTrial(date(2025, 3, 1), 40, 9.3, 8),
)  # fmt: skip
MONTHLY = ContractKind(
    "month", 9, 8, 4, "Only 4 came to a renewal so far: from 20 on it can be told how long they last."
)
FACTS = ContractFacts((MONTHLY, YEARLY), 2, 1, 365, 0.1, None)
HELD = Held(
    48, Decimal(2400), 9.6, 40, Decimal(2000),
    (Due(30, 3, 0.6, Decimal(150), Decimal("30.4")), Due(90, 9, 2.1, Decimal(450), Decimal(105))),
)  # fmt: skip
NOTHING = Spread(0, 0.0, 0.0, 0.0, Decimal(0), Decimal(0), (), (), (), (), 0, HELD)


def told(facts: ContractFacts | None = FACTS, held: Held | None = HELD) -> Outlook:
    return Outlook(AS_OF, "EUR", moments.now(), None, replace(NOTHING, held=held), "", facts)


def holder(name: str, chance: float | None = 0.24, **more: Any) -> Customer:
    customer = add_customer({"name": name}, actor="house")
    CustomerInsight.objects.create(
        **{
            "customer_id": customer.pk, "orders": 0, "revenue": 0, "currency": "EUR", "alive": 1.0, "churn": chance,
            "contracts": 1, "contract_price": Decimal(49), "plan": "Care", "contract_period": "year", "renewals": 1,
            "renews_on": date(2026, 3, 20), "contract_churn": chance, "clv": Decimal(36), "value_at_risk": Decimal(9),
            "as_of": AS_OF,
        } | more
    )  # fmt: skip
    return customer


def kept() -> None:
    now = moments.now()
    Forecast.objects.create(
        as_of=AS_OF, currency="EUR", fitted_at=now, lake_version="g1/0.1", refreshed_at=now, reason="Nobody ordered.",
        spread=spread_json(NOTHING), contracts=to_json(FACTS),
    )  # fmt: skip


def panel_of(client: Client, customer: Customer) -> str:
    return client.get(f"/customers/{customer.pk}/panels/").content.decode()


def test_sentences_say_how_many_end_how_long_they_last_and_how_it_did() -> None:
    found = lasting(told())
    assert found is not None
    assert found.lead == (
        "48 customers hold a contract that runs; together they pay €2,400 a year.",
        "About 10 of the 40 of which it can be told will end at the next renewal.",
    )
    monthly, yearly = found.kinds
    assert (monthly.short, monthly.picture, monthly.sentences) == (True, None, ("9 were told of, 8 of them run.",))
    assert yearly.sentences == (
        "60 were told of, 40 of them run.", "Of 100 that begin, about 75 are renewed once and 49 are renewed three times.",
        "Half have ended by the third renewal.",
    )  # fmt: skip
    assert yearly.believed == (
        "Knowing only what was told up to 1 March 2025, it expected 9.3 of 40 contracts to end since; 8 ended."
    )
    assert yearly.reasons == "too dear (11), moved (2)"
    assert found.left_out == (
        "Not learnt from: of 2 nobody told whether they are monthly or yearly, and of 1 nobody told when they began."
    )
    assert [(row.name, row.customers, row.ending, row.at_risk) for row in found.due] == [
        ("Within 30 days", "3", "0.6", "€30.00"), ("Within 90 days", "9", "2.1", "€105"),
    ]  # fmt: skip


def test_forecast_further_off_than_chance_says_so() -> None:
    off = replace(YEARLY, tried=ContractTrial(date(2025, 3, 1), 40, 9.3, 20))
    found = lasting(told(replace(FACTS, kinds=(off,))))
    assert found is not None
    assert found.kinds[0].believed.endswith("20 ended: further off than chance alone, so read it with care.")


def test_business_without_contracts_has_no_such_part() -> None:
    assert lasting(told(None)) is None
    nobody = lasting(told(FACTS, None))
    assert nobody is not None
    assert (nobody.lead, nobody.due) == (("Nobody holds a contract that runs.",), ())


def test_steps_lead_to_those_who_come_to_them_next() -> None:
    found = lasting(told())
    assert found is not None
    picture = found.kinds[1].picture
    assert picture is not None
    assert [bool(step.href) for step in picture.steps] == [False, True, True, True]
    assert "insight%3Arenewals" in picture.steps[2].href
    assert picture.steps[1].label == (
        "Renewal 1: 50 came to it, 12 ended; 76 % of all that began are still there; the law says 75 %. Who comes to it next"
    )


def test_page_names_the_renewals_at_risk_in_their_order(as_alice: Client, django_assert_max_num_queries: Any) -> None:
    kept()
    for number in range(12):
        holder(f"Person{number:02}", 0.1 + number / 100)
    holder("Later", 0.9, renews_on=date(2027, 1, 1))
    with django_assert_max_num_queries(25):
        page = as_alice.get("/understand/predictions/").content.decode()
    part = page.split('id="contracts"')[1].split("</section>")[0]
    assert [name for name in (f"Person{n:02}" for n in range(11, -1, -1)) if name in part] == [
        f"Person{number:02}" for number in range(11, 3, -1)
    ]
    assert ("Later" in part, part.index("Person11") < part.index("Person04"), "21 %" in part) == (False, True, True)
    assert part.count('class="survival ') == 2
    # What each row and step opens is a list that is there.
    address = part.split('href="/customers/?')[1].split('"')[0].replace("&amp;", "&")
    assert "Person11" in as_alice.get(f"/customers/?{address}").content.decode()


def test_analyst_reads_names_only_of_theirs_and_none_where_worth_is_hidden(
    as_bob: Client, bob: Any, as_charlie: Client
) -> None:
    kept()
    for client, status in ((as_charlie, 302), (as_bob, 403)):
        assert client.get("/understand/predictions/").status_code == status
    type(bob).objects.filter(pk=bob.pk).update(role="analyst")
    his, hers = holder("Ada"), holder("Zephyrine")
    assign([his.pk], owner_id=bob.pk, actor="house")
    set_role_rule("analyst", sees="own", hidden=[], needs_second_factor=False, actor="house")
    page = as_bob.get("/understand/predictions/").content.decode()
    assert ("48 customers hold" in page, "Ada" in page, "Zephyrine" in page) == (True, True, False)
    assert as_bob.get(f"/customers/{hers.pk}/panels/").status_code == 404
    set_role_rule("analyst", sees="all", hidden=["worth"], needs_second_factor=False, actor="house")
    page = as_bob.get("/understand/predictions/").content.decode()
    assert ("48 customers hold" in page, "Ada" in page) == (True, False)
    assert "Care, yearly" not in panel_of(as_bob, his)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "Care, yearly: €49.00 a year, renews on 20 March 2026; 24 % likely to end then."),
        ({"contract_period": "month", "contract_price": Decimal("58.8"), "contract_churn": 0.03},
         "Care, monthly: €4.90 a month, renews on 20 March 2026; 3 % likely to end then."),
        ({"contract_churn": 1.0}, "Care, yearly: €49.00 a year, ends on 20 March 2026."),
        ({"contracts": 2, "contract_churn": None},
         "Care, yearly and 1 more: €49.00 a year in all, the first renews on 20 March 2026."),
        ({"plan": "", "contract_period": "", "contract_price": None, "renews_on": None, "contract_churn": None},
         "A contract."),
    ],
)  # fmt: skip
def test_panel_tells_of_the_contract(as_alice: Client, more: dict[str, Any], said: str) -> None:
    panel = panel_of(as_alice, holder("Grace", **more))
    assert said in panel
    assert "Why: Renewed once; " in panel


def test_lists_have_columns_filters_and_orders_of_contracts(as_alice: Client) -> None:
    first, second, none = holder("Ada", 0.1), holder("Grace", 0.4), add_customer({"name": "Mary"}, actor="house")
    CustomerInsight.objects.filter(pk=second.pk).update(renews_on=date(2026, 5, 1))
    columns = "insight:plan,insight:contract_price,insight:renews_on,insight:contract_churn"
    page = as_alice.get("/customers/", {"columns": columns, "sort": "contract_churn"}).content.decode()
    assert page.index("Grace") < page.index("Ada") < page.index("Mary")
    assert ("Care, yearly" in page, "€49.00" in page, "20 Mar 2026" in page, "40 %" in page) == (True,) * 4
    page = as_alice.get("/customers/", {"columns": columns, "sort": "renews_on"}).content.decode()
    assert page.index("Ada") < page.index("Grace") < page.index("Mary")
    for field, op, value, names in (
        ("insight:renews_on", "between", ["2026-03-01", "2026-03-31"], ["Ada"]),
        ("insight:contract_churn", "at_least", "0.3", ["Grace"]),
        ("insight:contract_period", "any_of", ["year"], ["Ada", "Grace"]),
        ("insight:plan", "is", "care", ["Ada", "Grace"]),
        ("insight:renewals", "at_least", "2", []),
        ("insight:contract_price", "at_least", "49", ["Ada", "Grace"]),
    ):
        rule = json.dumps({"all": [{"field": field, "op": op, "value": value}]})
        page = as_alice.get("/customers/", {"rule": rule}).content.decode()
        found = [one.name for one in (first, second, none) if f'/customers/{one.pk}/"' in page]
        assert (field, found) == (field, names)
