"""What to expect, who is slipping away, and the panel on a customer's page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.understand.look import tables

from regulars.access.acting import acting_as
from regulars.access.roles.actions import set_role_rule
from regulars.access.users.queries import acting_of
from regulars.kit import moments
from regulars.know.customers.care import assign
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer
from regulars.timeline.names import Answer
from regulars.timeline.record import Entry, record
from regulars.understand.insights.facts import (
    Bin,
    Bucket,
    Choice,
    Decile,
    Facts,
    Model,
    Newcomers,
    Parameter,
    Trial,
    Week,
    to_json,
)
from regulars.understand.insights.models import CustomerInsight, Forecast, Horizon
from regulars.understand.insights.queries import Outlook
from regulars.understand.insights.spread import Part, Spread, Step
from regulars.understand.insights.spread import to_json as spread_json
from regulars.understand.insights.telling import told as json_told
from regulars.web.understand.foreseen import foreseen

AS_OF = date(2026, 3, 1)
TESTED = Trial(
    date(2025, 11, 30), 13, 100, 40.0, 50, 0.4, 0.5, 1.0, 0.8, 0.1, 0.2,
    tuple(Week(date(2025, 11, 9) + timedelta(weeks=n), 3.0, 4, 3.0 * n, 4 * n, n > 3) for n in range(16)),
    (Bucket(0, more=False, customers=80, expected=0.2, actual=0.3), Bucket(1, more=True, customers=20, expected=1.2, actual=1.3)),
    (Bin(0.2, 0.3, 50, 0.25, 0.3), Bin(0.9, 1.0, 50, 0.95, 0.9)),
    tuple(Decile(n, 10, 10.0 / n, 12.0 / n, 0.3 if n == 1 else 0.07, 3.0 if n == 1 else 0.7) for n in range(1, 11)),
)  # fmt: skip
FACTS = Facts(
    Model("BG/NBD", (Parameter("r", 0.243, 0.013, 0.22, 0.27), Parameter("a", 125_958.3)), -9582.4, 2357),
    Model("Gamma-Gamma", (Parameter("p", 6.25, 1.0, 4.6, 8.5),), -4058.4, 946),
    36.0, "", 365, 0.1, None,
    Choice(
        "BG/NBD: the orders do not tell it from Pareto/NBD.", "", worthless=False,
        families=(("BG/NBD", 0.5, ""), ("Pareto/NBD", 0.5, "")),
    ),
    TESTED,
)  # fmt: skip
SPREAD = Spread(
    2357, 1200.4, 900.2, 300.1, Decimal(50_000), Decimal(20_000),
    (Part("Champions", 300, Decimal(40_000), Decimal(15_000)), Part("At risk", 200, Decimal(10_000), Decimal(5_000))),
    (Part("friend", 100, Decimal(9_000), Decimal(1_000)),),
    (Step(Decimal(0), Decimal(100), 2000, Decimal(10_000)), Step(Decimal(100), None, 357, Decimal(40_000))),
    (3.0, 2.0, 1.5, 1.0, 0.8, 0.5, 0.3, 0.2, 0.1, 0.0), 1,
)  # fmt: skip


def kept(facts: Facts | None = FACTS, reason: str = "") -> None:
    now = moments.now()
    Forecast.objects.create(
        as_of=AS_OF, currency="EUR", orders=9, fitted_at=now, lake_version="g1/0.1", refreshed_at=now,
        payload=to_json(facts) if facts else "", spread=spread_json(SPREAD), reason=reason,
    )  # fmt: skip


def cooling(name: str, risk: str | None, **more: Any) -> Customer:
    customer = add_customer({"name": name, "email": f"{name.lower()}@quorra.example", **more}, actor="house")
    CustomerInsight.objects.create(
        customer_id=customer.pk, orders=4, revenue=Decimal(200), currency="EUR", first_day=date(2025, 1, 1),
        last_day=date(2025, 12, 1), relationship="warm", heading="cooling", closeness=40, closeness_ago=80,
        heard_day=date(2025, 12, 1), weeks=9, channels=2, began=60, praised=0, blamed=1, alive=0.6, churn=0.55, expected=1.24,
        expected_90_days=0.4, low=0, high=3, next_in=63, order_value=Decimal(50), clv=Decimal(60),
        value_at_risk=None if risk is None else Decimal(risk), why=4, as_of=AS_OF,
    )  # fmt: skip
    return customer


def outlook_of(facts: Facts | None, spread: Spread | None, reason: str = "") -> Outlook:
    return Outlook(AS_OF, "EUR", moments.now(), facts, spread, reason)


def test_json_tells_the_models_and_sums_of_the_page() -> None:
    assert json_told(outlook_of(FACTS, SPREAD)) == {
        "as_of": AS_OF.isoformat(), "currency": "EUR", "reason": "",
        "model": {
            "name": "BG/NBD", "log_likelihood": -9582.4, "customers": 2357, "at_limit": False,
            "parameters": {"r": {"value": 0.243, "error": 0.013}, "a": {"value": 125_958.3, "error": None}},
        },
        "why": "BG/NBD: the orders do not tell it from Pareto/NBD.",
        "value_model": {
            "name": "Gamma-Gamma", "log_likelihood": -4058.4, "customers": 946, "at_limit": False,
            "parameters": {"p": {"value": 6.25, "error": 1.0}},
        },
        "clv_days": 365, "discount": 0.1, "margin": None, "customers": 2357, "alive": 1200.4, "orders_in_a_year": 900.2,
        "orders_in_90_days": 300.1, "clv": "50000", "at_risk": "20000",
    }  # fmt: skip


def test_json_says_why_there_is_no_model() -> None:
    found = json_told(outlook_of(None, SPREAD, "Nobody came back yet."))
    assert {name: value for name, value in found.items() if value is not None} == {
        "as_of": AS_OF.isoformat(), "currency": "EUR", "reason": "Nobody came back yet.",
    }  # fmt: skip


def test_sentences_say_what_is_expected_what_is_at_risk_and_how_it_did() -> None:
    page = foreseen(outlook_of(FACTS, SPREAD))
    assert page.lead == (
        "Of 2,357 customers who ever ordered, about 1,200 are still with us.",
        "Together they will order about 900 times within a year.",
        "That is worth about €50,000 in sales over a year; €20,000 of it, 40 %, is at risk.",
    )
    assert page.checked is not None
    assert page.checked.sentences == (
        "Knowing only the orders up to 30 November 2025, the model expected 40 further orders of 100 customers in the 13 weeks "
        "after. 50 came: 25 % more than that.",
        "For a single customer it is off by 0.40 orders on average; its typical error is 50 % smaller than that of taking "
        "everybody to go on as before.",
    )
    assert page.checked.lift_said == (
        "The tenth of whom most was expected placed 30 % of all orders, 3.0 times what a tenth picked by chance would have."
    )
    assert page.spread_said == (
        "80 % of all that is to come is expected of 357 customers, 15 % of them, each worth €100 or more."
    )
    assert page.terms[1] == "Your margin is not entered, so value to come is sales, not what is left of them."
    assert page.models[0][1] == (
        ("r", "0.243 ± 0.013, 95 % 0.220 to 0.270", "shape of the rates at which customers order"),
        ("a", "125,958 (its error cannot be told)", "shape of the chances to leave after an order"),
    )


def test_every_mark_leads_to_people() -> None:
    page = foreseen(outlook_of(FACTS, SPREAD))
    assert page.checked is not None
    assert page.spread is not None
    pictures = (page.spread, page.checked.by_frequency, page.checked.calibration, page.checked.lift)
    assert [
        pair.href for picture in pictures for pair in picture.pairs if not pair.href.startswith("/customers/?rule=")
    ] == []
    months = [stretch.href for stretch in page.checked.weeks.stretches]
    assert months[0] == "/understand/people/month/?part=2025-11:returning"
    assert len(months) == 4


def test_model_of_no_use_for_one_customer_is_said_to_be() -> None:
    poor = replace(FACTS, tested=replace(TESTED, typical_error=1.2))
    page = foreseen(outlook_of(poor, SPREAD))
    assert page.checked is not None
    assert page.checked.sentences[1].startswith("For single customers it told no better")


def test_untested_and_unfitted_models_say_why() -> None:
    untested = replace(FACTS, tested=None, choice=replace(FACTS.choice, untested="only 3 weeks are known"))
    assert (foreseen(outlook_of(untested, SPREAD)).checked, foreseen(outlook_of(untested, SPREAD)).untested) == (
        None, "only 3 weeks are known",
    )  # fmt: skip
    assert foreseen(outlook_of(None, None, "Nobody bought twice.")).missing == "Nobody bought twice."


def test_page_before_anything_was_computed_teaches(as_alice: Client) -> None:
    assert "Predictions need orders" in as_alice.get("/understand/predictions/").content.decode()


def test_page_without_a_model_says_why(as_alice: Client) -> None:
    kept(None, "Nobody bought twice.")
    page = as_alice.get("/understand/predictions/").content.decode()
    assert ("Nobody bought twice." in page, "Can it be believed?" in page) == (True, False)


def test_page_reads_what_was_kept_in_three_queries_of_its_own(as_alice: Client) -> None:
    kept()
    with CaptureQueriesContext(connection) as asked:
        page = as_alice.get("/understand/predictions/").content.decode()
    assert "about 900 times within a year" in page
    assert "1 who was close gets quieter" in page
    tables_read = [name for query in asked for name in ("insights_", "inputs_") if name in query["sql"]]
    assert sorted(tables_read) == ["inputs_", "insights_", "insights_"]


def test_horizon_is_set_by_who_manages_numbers_and_refused_with_the_reason(as_alice: Client, as_bob: Client) -> None:
    kept()
    assert as_alice.post("/understand/predictions/", {"days": "730"}).status_code == 302
    assert Horizon.objects.get().days == 730
    answer = as_alice.post("/understand/predictions/", {"days": "7"})
    assert (answer.status_code, "choose from 30 to 1825" in answer.content.decode()) == (422, True)
    assert as_bob.post("/understand/predictions/", {"days": "365"}).status_code == 403
    assert Horizon.objects.get().days == 730


def test_cooling_ones_come_by_value_at_risk_with_why_and_what_to_do(as_alice: Client) -> None:
    kept()
    cooling("Ada", "12")
    grace, unknown = cooling("Grace", "80", phone="+442079460958"), cooling("Joan", None)
    line = Entry(
        name="survey.answered", occurred_at=moments.now() - timedelta(days=20), source="t", source_id="1",
        customer_id=grace.pk, payload=Answer(survey="after the purchase", scale="nps", score=3, text="Too slow."),
    )  # fmt: skip
    record(line)
    steady = add_customer({"name": "Mary"}, actor="house")
    CustomerInsight.objects.create(customer_id=steady.pk, orders=1, revenue=1, heading="steady", as_of=AS_OF)
    page = as_alice.get("/understand/cooling/").content.decode()
    assert [name for name in ("Grace", "Ada", "Joan", "Mary") if name in page] == ["Grace", "Ada", "Joan"]
    assert page.index("Grace") < page.index("Ada") < page.index("Joan")
    assert "Call them and ask what went wrong, before offering anything." in page
    assert "Cooling: closeness 80 a quarter ago, 40 now." in page
    assert "<q>Too slow.</q>" in page
    assert str(unknown.pk) in page


def test_cooling_is_paged_with_a_constant_number_of_queries(
    as_alice: Client, django_assert_max_num_queries: Any
) -> None:
    kept()
    for number in range(30):
        cooling(f"Person{number:02}", str(100 - number))
    with django_assert_max_num_queries(20):
        page = as_alice.get("/understand/cooling/").content.decode()
    assert page.count('class="call"') == 25
    further = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    rest = as_alice.get(further, headers={"HX-Request": "true"}).content.decode()
    assert (rest.count('class="call"'), "That is everybody." in rest) == (5, True)
    assert as_alice.get("/understand/cooling/?after=nonsense").status_code == 400


def test_agent_sees_only_the_cooling_ones_of_theirs(as_bob: Client, bob: Any) -> None:
    kept()
    hers, his = cooling("Zephyrine", "80"), cooling("Grace", "12")
    assign([his.pk], owner_id=bob.pk, actor="house")
    set_role_rule("agent", sees="own", hidden=[], needs_second_factor=False, actor="house")
    page = as_bob.get("/understand/cooling/").content.decode()
    assert ("Grace" in page, "Zephyrine" in page) == (True, False)
    assert as_bob.get(f"/customers/{hers.pk}/panels/").status_code == 404


def test_role_kept_from_worth_sees_neither_list_nor_panel(as_bob: Client) -> None:
    kept()
    customer = cooling("Grace", "12")
    set_role_rule("agent", sees="all", hidden=["worth"], needs_second_factor=False, actor="house")
    page = as_bob.get("/understand/cooling/").content.decode()
    assert ("Not for your role" in page, "Grace" in page) == (True, False)
    assert "What to expect" not in as_bob.get(f"/customers/{customer.pk}/panels/").content.decode()


def test_closed_account_gets_neither_page(as_charlie: Client) -> None:
    kept()
    cooling("Grace", "12")
    for address in ("/understand/predictions/", "/understand/cooling/"):
        assert as_charlie.get(address).status_code == 302


def test_panel_says_what_to_expect_and_how_they_stand(as_alice: Client) -> None:
    customer = cooling("Grace", "33")
    panel = (
        as_alice.get(f"/customers/{customer.pk}/panels/")
        .content.decode()
        .split('id="panel-expected"')[1]
        .split("</section>")[0]
    )
    for told in (
        "About 1.2 orders within a year.", "0 to 3 orders in a year", "60 %", "55 %", "about €33", "warm, cooling",
        "closeness 40 of 100", "Sounded cross once in two years.", "later than usual.",
    ):  # fmt: skip
        assert told in panel


def test_panel_of_who_has_not_ordered_says_how_others_began(as_alice: Client, as_bob: Client) -> None:
    newcomers = Newcomers(days=(0.0, 40.0, 300.0), waiting=(0.5, 0.4, 0.3), longest=900.0, worth=84.6)
    kept(replace(FACTS, newcomers=newcomers))
    ada = add_customer({"name": "Ada Brandt", "email": "ada@brandt.example"}, actor="house")
    Customer.objects.filter(pk=ada.pk).update(first_heard_at=moments.midnight(AS_OF - timedelta(weeks=5), "UTC"))
    # Of five in ten who wait after five weeks, three wait after five weeks and a year.
    assert (
        "No order yet. Of 100 people known for 5 weeks without one, about 40 order within a year. Who begins brings about €85 "
        "in that time, so about €34 is to be expected."
    ) in as_alice.get(f"/customers/{ada.pk}/panels/").content.decode()
    set_role_rule("agent", sees="all", hidden=["worth"], needs_second_factor=False, actor="house")
    assert "No order yet" not in as_bob.get(f"/customers/{ada.pk}/panels/").content.decode()


def test_list_has_columns_filters_and_orders_of_what_is_expected(as_alice: Client) -> None:
    kept()
    cooling("Ada", "12")
    cooling("Grace", "80")
    asked = {
        "columns": "insight:relationship,insight:risk,insight:next_in,insight:churn", "sort": "risk",
        "rule": '{"all":[{"field":"insight:heading","op":"any_of","value":["cooling"]},'
        '{"field":"insight:churn","op":"at_least","value":"0.5"}]}',
    }  # fmt: skip
    page = as_alice.get("/customers/", asked).content.decode()
    assert page.index("Grace") < page.index("Ada")
    assert ("3 May 2026" in page, "warm, cooling" in page, "55 %" in page) == (True, True, True)


def test_predictions_are_computed_from_the_lake_and_shown(as_alice: Client, alice: Any) -> None:
    from regulars.store.engine.connect import connect
    from regulars.understand.insights import jobs

    with acting_as(acting_of(alice)):
        jobs.refresh_all(connect(), tables([(1, date(2026, 1, 5), "sale", "20")]), AS_OF, "EUR")
    page = as_alice.get("/understand/predictions/").content.decode()
    assert "Nothing can be predicted yet" in page
