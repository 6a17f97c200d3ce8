"""What contracts let expect of their holders: days and chances worked out by hand, and what is kept of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st
from tests.understand.told import look

from regulars.access.acting import acting_as
from regulars.access.roles.actions import set_role_rule
from regulars.access.users.queries import acting_of
from regulars.know.customers.care import assign
from regulars.know.identities.actions import add_customer
from regulars.store.engine.connect import connect
from regulars.understand.insights import jobs
from regulars.understand.insights.contract_days import Contracts, after_periods, read, whole_periods
from regulars.understand.insights.contract_facts import from_json
from regulars.understand.insights.contracting import learn, models_of
from regulars.understand.insights.models import CustomerInsight, Forecast
from regulars.understand.insights.queries import outlook
from regulars.understand.insights.reasons import plan_of, why_contract
from regulars.understand.insights.renewing import renewing
from regulars.understand.insights.terms import Terms

AS_OF = date(2026, 3, 1)
SCHEMA = pa.schema(
    [
        ("customer_id", pa.int64()), ("started", pa.date32()), ("first", pa.date32()), ("renewals", pa.int64()),
        ("ended", pa.date32()), ("runs_out", pa.date32()), ("plan", pa.string()), ("price", pa.float64()),
        ("period", pa.string()), ("currency", pa.string()), ("ends_on", pa.date32()), ("reason", pa.string()),
    ]
)  # fmt: skip


def contract(started: date | None, **told: Any) -> dict[str, Any]:
    return {"customer_id": 1, "started": started, "first": started, "renewals": 0, "period": "month"} | told


def held(*rows: dict[str, Any], as_of: date = AS_OF) -> Contracts:
    return read(pa.Table.from_pylist(list(rows), schema=SCHEMA), as_of, "EUR")


def day(text: str) -> Any:
    return np.array([text], dtype="datetime64[D]")


def months(number: int) -> Any:
    return np.array([number], dtype=np.int64)


@pytest.mark.parametrize(
    ("begin", "until", "period", "periods"),
    [
        ("2026-01-31", "2026-02-27", 1, 0), ("2026-01-31", "2026-02-28", 1, 1), ("2026-01-31", "2026-03-30", 1, 1),
        ("2024-02-29", "2025-02-27", 12, 0), ("2024-02-29", "2025-02-28", 12, 1), ("2026-03-02", "2026-03-01", 1, -1),
    ],
)  # fmt: skip
def test_renewals_are_due_on_the_same_day_or_the_last_of_a_shorter_month(
    begin: str, until: str, period: int, periods: int
) -> None:
    assert whole_periods(day(begin), day(until), months(period)).tolist() == [periods]


@given(begin=st.dates(date(2000, 1, 1), date(2030, 1, 1)), ahead=st.integers(0, 3000), period=st.sampled_from((1, 12)))
def test_next_renewal_is_the_first_after_today(begin: date, ahead: int, period: int) -> None:
    today = begin + timedelta(days=ahead)
    passed = whole_periods(day(str(begin)), day(str(today)), months(period))
    last, coming = (after_periods(day(str(begin)), passed + more, months(period))[0] for more in (0, 1))
    assert last <= np.datetime64(today) < coming


def test_how_often_renewed_and_when_next_by_what_was_told() -> None:
    told = held(
        # Nobody tells renewals: whole periods since it began.
        contract(date(2025, 12, 10)),
        # They are told, and when it runs until.
        contract(date(2024, 1, 10), renewals=2, period="year", ends_on=date(2027, 1, 10)),
        # The last day told has passed: it went on by whole periods.
        contract(date(2025, 1, 10), period="year", ends_on=date(2026, 1, 10)),
        # Ended three days after a renewal was due: at that renewal. Then in the middle of the third month.
        contract(date(2025, 10, 1), ended=date(2025, 12, 4)),
        contract(date(2025, 10, 1), ended=date(2025, 12, 20)),
        # The end is told ahead of its day.
        contract(date(2025, 10, 1), ended=date(2026, 2, 20), runs_out=date(2026, 4, 1)),
        # Nobody told month or year: the first term looks like a year; here nothing does.
        contract(date(2025, 6, 1), period=None, ends_on=date(2026, 6, 1)),
        contract(date(2025, 6, 1), period=None),
    )
    assert told.renewed.tolist() == [2, 2, 1, 1, 2, 5, 0, 0]
    assert told.renews_on.astype(object).tolist() == [
        date(2026, 3, 10), date(2027, 1, 10), date(2027, 1, 10), date(2025, 12, 4), date(2025, 12, 20), date(2026, 4, 1),
        date(2026, 6, 1), None,
    ]  # fmt: skip
    assert told.running.tolist() == [True, True, True, False, False, True, True, True]
    assert told.learnable.tolist() == [True, True, True, True, True, True, True, False]


def test_price_in_another_currency_is_not_counted() -> None:
    told = held(*(contract(AS_OF, price=5.0, currency=one) for one in (None, "EUR", "USD")), contract(AS_OF))
    assert np.isnan(told.price).tolist() == [False, False, True, True]


def yearly(number: int, years: int, *, ended: bool) -> dict[str, Any]:
    """Began so that it was renewed `years` times, and ended at the renewal after that or still runs."""
    start = date(AS_OF.year - years - ended, 2, 1)
    over = {"ended": date(AS_OF.year, 2, 1), "reason": "too dear"} if ended else {}
    return contract(start, customer_id=number, period="year", price=50.0, plan="Care", **over)


# 40 yearly contracts: 10 of them ended at their first renewal, 5 at their second; the others run.
FORTY = [
    yearly(number, years, ended=ended)
    for number, (years, ended) in enumerate(
        [(0, True)] * 10 + [(1, True)] * 5 + [(0, False)] * 5 + [(1, False)] * 12 + [(2, False)] * 8, start=1
    )
]  # fmt: skip


def test_curve_and_what_came_to_each_renewal_are_those_counted_by_hand() -> None:
    _, facts = learn(held(*FORTY), Terms())
    (kind,) = facts.kinds
    assert (kind.period, kind.contracts, kind.running, kind.decided) == ("year", 40, 25, 35)
    assert kind.histories == ((0, 10, 5), (1, 5, 12), (2, 0, 8))
    assert kind.reasons == (("too dear", 15),)
    # 35 came to the first renewal and 10 ended: 25 of 35. Of the 25, 12 run since; 13 came to the second, 5 ended.
    told = [(point.renewal, point.at_risk, point.left, point.seen) for point in kind.points[:3]]
    assert told == [(0, 40, 0, 1.0), (1, 35, 10, pytest.approx(25 / 35)), (2, 13, 5, pytest.approx(25 / 35 * 8 / 13))]
    assert kind.points[3].seen is None


def test_too_few_renewals_leave_it_untold_with_the_reason() -> None:
    outlooks, facts = learn(held(*FORTY[10:20], contract(AS_OF, period=None), contract(None, renewals=3)), Terms())
    assert (outlooks, facts.unclear, facts.unstarted) == ({}, 1, 1)
    assert [(kind.period, kind.points, kind.why) for kind in facts.kinds] == [
        ("month", (), "None has come to its first renewal yet: from 20 on it can be told how long they last."),
        ("year", (), "Only 5 came to a renewal so far: from 20 on it can be told how long they last."),
    ]  # fmt: skip


def simulated(many: int, seed: int) -> list[dict[str, Any]]:
    """Monthly contracts whose holders leave with chances from a beta distribution."""
    rng, rows = np.random.default_rng(seed), []
    for number in range(many):
        start = AS_OF - timedelta(days=int(rng.integers(0, 1000)))
        chance, renewals = rng.beta(0.9, 8.5), int(whole_periods(day(str(start)), day(str(AS_OF)), months(1))[0])
        stays = int(rng.geometric(chance)) if chance > 1e-9 else 10_000
        over = {}
        if stays <= renewals:
            over["ended"] = after_periods(day(str(start)), np.array([stays]), months(1))[0].astype(object)
        rows.append(contract(start, customer_id=number, price=5.0, **over))
    return rows


def test_law_is_found_again_and_foretold_what_came_since() -> None:
    outlooks, facts = learn(held(*simulated(1500, 4)), Terms())
    (kind,) = facts.kinds
    law = outlooks["month"].law
    assert law is not None
    assert law.alpha / (law.alpha + law.beta) == pytest.approx(0.9 / 9.4, abs=0.02)
    assert kind.tried is not None
    spread = (kind.tried.expected * (1 - kind.tried.expected / kind.tried.contracts)) ** 0.5
    assert abs(kind.tried.expected - kind.tried.actual) < 3 * spread
    again = models_of(facts)["month"]
    assert (again.law.alpha, again.curve.survival.tolist()) == (law.alpha, outlooks["month"].curve.survival.tolist())  # type: ignore[union-attr]


def lines(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What billing tells of these."""
    told = []
    for row in rows:
        carried = {"contract_id": f"K-{row['customer_id']}"} | {
            name: str(row[name]) for name in ("plan", "price", "period") if row.get(name)
        }
        told.append((row["customer_id"], "contract.started", row["started"], "web", "in", carried))
        if row.get("ended"):
            ended = carried | {"reason": row.get("reason", "")}
            told.append((row["customer_id"], "contract.ended", row["ended"], "web", "in", ended))
    return told


def refresh(
    told: Any, orders: Any = (), known: Any = range(1, 60), version: str = "g1/0.1", as_of: date = AS_OF
) -> Any:
    return jobs.refresh(connect(), look(told, orders, known=known, version=version), as_of, "EUR")


@pytest.mark.django_db
def test_holders_are_told_what_their_contract_lets_expect() -> None:
    refresh(lines(FORTY))
    outlooks, _ = learn(held(*FORTY), Terms())
    law = outlooks["year"].law
    assert law is not None
    # Renewed once, so at risk at the second: the law, and what the next renewal brings, 337 days from now at 10 % a year.
    row = CustomerInsight.objects.get(pk=21)
    stays = (law.beta + 1) / (law.alpha + law.beta + 1)
    assert (row.contracts, row.plan, row.contract_period, row.renews_on) == (1, "Care", "year", date(2027, 2, 1))
    assert (row.contract_price, row.renewals, row.alive) == (Decimal(50), 1, 1.0)
    assert (row.contract_churn, row.churn) == (round(1 - stays, 2), round(1 - stays, 2))
    brings = 50 * stays * 1.1 ** -(337 / 365)
    assert float(row.contract_clv or 0) == pytest.approx(brings, abs=0.06)
    assert row.clv == row.contract_clv
    assert float(row.value_at_risk or 0) == pytest.approx(brings * (1 - stays), abs=0.06)
    assert plan_of(row) == "Care, yearly"
    chance = round((1 - stays) * 100)
    assert (
        why_contract(row)
        == f"Renewed once; of 100 yearly contracts renewed once, about {chance} end at the next renewal."
    )
    # Who ended theirs holds none; nothing is expected of them.
    assert CustomerInsight.objects.filter(contracts__gt=0).count() == 25
    gone = CustomerInsight.objects.get(pk=1)
    assert (gone.contracts, gone.alive, gone.renews_on, gone.clv) == (0, None, None, None)


@pytest.mark.django_db
def test_several_contracts_and_orders_come_to_one_another() -> None:
    orders = [(21, date(2025, 1 + n, 1), "sale", "20") for n in range(9)]
    orders += [(pk, date(2025, 3, pk), "sale", "20") for pk in range(1, 20)]
    orders += [(pk, date(2025, 5, pk), "sale", "20") for pk in range(1, 12)]
    jobs.refresh_all(connect(), look([], orders, known=range(1, 60)), AS_OF, "EUR")
    bought = CustomerInsight.objects.get(pk=21)
    jobs.refresh_all(connect(), look(lines(FORTY), orders, known=range(1, 60)), AS_OF, "EUR")
    one = CustomerInsight.objects.get(pk=21)
    assert bought.clv is not None
    assert one.contract_clv is not None
    assert float(one.clv or 0) == pytest.approx(float(bought.clv + one.contract_clv), rel=0.006)
    assert (one.expected, one.next_in, one.order_value) == (bought.expected, bought.next_in, bought.order_value)
    # A second contract, monthly and ending on a day told already: the yearly one lasts longer, the monthly one comes first.
    second = [
        (
            21,
            "contract.started",
            date(2026, 1, 5),
            "web",
            "in",
            {"contract_id": "M", "price": "4.90", "period": "month"},
        ),
        (21, "contract.ended", date(2026, 2, 25), "web", "in", {"contract_id": "M", "ends_on": "2026-03-05"}),
    ]
    jobs.refresh_all(connect(), look([*lines(FORTY), *second], orders, known=range(1, 60)), AS_OF, "EUR")
    both = CustomerInsight.objects.get(pk=21)
    assert (both.contracts, both.contract_price, both.renews_on) == (2, Decimal("108.80"), date(2026, 3, 5))
    assert (both.contract_churn, both.churn, both.contract_clv) == (1.0, one.churn, one.contract_clv)
    assert why_contract(both) == "Renewed once; its end was told already."


@pytest.mark.django_db
def test_only_what_changed_is_written_and_what_ended_is_taken_back() -> None:
    # Five ended what they began more than two years ago and were not heard of since: nothing is said of them.
    assert refresh(lines(FORTY)).rows == 35
    assert jobs.refresh_all(connect(), look(lines(FORTY), known=range(1, 60)), AS_OF, "EUR") == 0
    over = (21, "contract.ended", AS_OF, "web", "in", {"contract_id": "K-21"})
    stood = Forecast.objects.get().contracts
    told = look([*lines(FORTY), over], known=range(1, 60), version="g1/0.2")
    # Heard of since: everybody's line was recorded long ago but this one.
    Forecast.objects.update(refreshed_at="2026-01-01T00:30:00Z")
    rows = told.interactions.mutate(
        recorded_at=(told.interactions.id == len(lines(FORTY)) + 1).ifelse(
            told.interactions.recorded_at, told.interactions.recorded_at - _days(40)
        )
    )
    found = jobs.refresh(connect(), replace(told, interactions=rows), AS_OF, "EUR")
    assert (found.rows, found.among) == (1, (21,))
    row = CustomerInsight.objects.get(pk=21)
    assert (row.contracts, row.plan, row.contract_churn, row.clv, row.alive) == (0, "", None, None, None)
    kept = Forecast.objects.get()
    assert kept.contracts == stood
    assert outlook().spread.held.customers == 24  # type: ignore[union-attr]


def _days(number: int) -> Any:
    import ibis

    return ibis.interval(days=number)


@pytest.mark.django_db
def test_what_is_told_of_contracts_is_kept_and_adds_up() -> None:
    refresh(lines(FORTY))
    told = outlook()
    assert told is not None
    assert told.spread is not None
    assert told.spread.held is not None
    assert told.contracts == from_json(Forecast.objects.get().contracts)
    all_held = told.spread.held
    rows = list(CustomerInsight.objects.filter(contracts__gt=0))
    assert (all_held.customers, all_held.told, all_held.price) == (25, 25, Decimal(1250))
    assert all_held.ending == pytest.approx(sum(row.contract_churn or 0 for row in rows))
    assert all_held.clv == sum((row.contract_clv or Decimal(0) for row in rows), Decimal(0))
    assert [(due.days, due.customers) for due in all_held.due] == [(30, 0), (90, 0)]
    soon = date(2027, 1, 15)
    refresh(lines(FORTY), version="g1/0.2", as_of=soon)
    assert [due.customers for due in outlook().spread.held.due] == [25, 25]  # type: ignore[union-attr]
    assert from_json("") is None
    assert from_json("[]") is None


@pytest.mark.django_db
def test_nobody_without_contracts_is_told_of_any() -> None:
    refresh([(1, "page.viewed", AS_OF)], known=(1,))
    told = outlook()
    assert told is not None
    assert told.spread is not None
    assert (told.contracts, told.spread.held, Forecast.objects.get().contracts) == (None, None, "")


@pytest.mark.django_db
def test_renewals_to_come_name_only_those_whoever_acts_sees(bob: Any, charlie: Any) -> None:
    his, hers = (add_customer({"name": name}, actor="house") for name in ("Ada", "Grace"))
    for customer, chance in ((his, 0.2), (hers, 0.4)):
        CustomerInsight.objects.create(
            customer_id=customer.pk, orders=0, revenue=0, contracts=1, renews_on=date(2026, 3, 20), contract_churn=chance,
            as_of=AS_OF,
        )  # fmt: skip
    assert [one.customer.name for one in renewing(AS_OF, 90)] == ["Grace", "Ada"]
    assert renewing(AS_OF, 18) == []
    assign([his.pk], owner_id=bob.pk, actor="house")
    set_role_rule("agent", sees="own", hidden=[], needs_second_factor=False, actor="house")
    with acting_as(acting_of(bob)):
        assert [one.customer.name for one in renewing(AS_OF, 90)] == ["Ada"]
    set_role_rule("agent", sees="all", hidden=["worth"], needs_second_factor=False, actor="house")
    with acting_as(acting_of(bob)):
        assert renewing(AS_OF, 90) == []
    with acting_as(acting_of(charlie)), pytest.raises(PermissionDenied):
        renewing(AS_OF, 90)
