"""What is expected, kept with the models and how they were tried; and what all of it comes to."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st
from tests.understand.look import tables

from regulars.access.acting import acting_as
from regulars.access.permissions import Role
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.store.engine.connect import connect
from regulars.timeline.models import Interaction
from regulars.understand.insights import compute, jobs
from regulars.understand.insights.actions import set_horizon
from regulars.understand.insights.facts import from_json
from regulars.understand.insights.models import CustomerInsight, Forecast
from regulars.understand.insights.queries import counted, outlook, prior_of, terms_now
from regulars.understand.insights.spread import edges

AS_OF = date(2026, 3, 1)


def bought(customers: int = 120, seed: int = 3) -> list[tuple[int, date, str, str]]:
    """Customers of a year and a half who come back at rates of their own until they leave."""
    rng, rows = random.Random(seed), []
    for pk in range(1, customers + 1):
        day, every = AS_OF - timedelta(days=rng.randint(200, 540)), rng.choice((20, 40, 90))
        while day <= AS_OF:
            rows.append((pk, day, "sale", str(rng.randint(10, 90))))
            if rng.random() < 0.2:
                break
            day += timedelta(days=max(1, round(rng.expovariate(1 / every))))
    return rows


@pytest.fixture
def foreseen(db: None) -> None:
    jobs.refresh_all(connect(), tables(bought()), AS_OF, "EUR")


def test_models_are_kept_with_their_errors_and_how_they_did(foreseen: None) -> None:
    told = outlook()
    assert told is not None
    assert told.facts is not None
    assert (told.as_of, told.currency, told.reason) == (AS_OF, "EUR", "")
    facts = told.facts
    assert (facts.days, facts.discount, facts.margin, facts.buying.customers) == (365, 0.1, None, 120)
    assert facts.buying.name in {name for name, _, _ in facts.choice.families}
    assert facts.tested is not None
    assert sum(one.customers for one in facts.tested.buckets) == facts.tested.customers
    assert sum(one.customers for one in facts.tested.bins) == facts.tested.customers
    assert facts.tested.weeks[-1].day == AS_OF


def test_rows_hold_what_follows_from_each_other(foreseen: None) -> None:
    for row in CustomerInsight.objects.all():
        assert row.clv is not None
        assert row.value_at_risk is not None
        assert 0 <= row.value_at_risk <= row.clv
        assert 0 <= row.low <= row.high  # type: ignore[operator]
        assert 0 <= row.churn <= 1  # type: ignore[operator]
        assert 1 - row.alive <= row.churn + 0.011  # type: ignore[operator]


def test_spread_adds_up_to_the_rows(foreseen: None) -> None:
    spread, rows = counted(), list(CustomerInsight.objects.all())
    assert (spread.customers, spread.clv) == (120, sum((row.clv or Decimal(0) for row in rows), Decimal(0)))
    assert sum(part.customers for part in spread.groups) == 120
    assert sum((part.at_risk for part in spread.groups), Decimal(0)) == spread.at_risk
    assert sum(step.customers for step in spread.steps) == 120
    assert sum((step.clv for step in spread.steps), Decimal(0)) == spread.clv
    assert list(spread.tenths) == sorted(spread.tenths, reverse=True)


def test_models_that_stand_predict_the_same_for_a_few(foreseen: None) -> None:
    from regulars.understand.insights import compute, forecasting

    rows = compute.compute(connect(), tables(bought()), AS_OF, "EUR")
    facts = from_json(Forecast.objects.get().payload)
    assert facts is not None
    again = forecasting.predict(forecasting.model_of(facts), rows, terms_now(AS_OF))
    kept = CustomerInsight.objects.order_by("customer_id").values_list("alive", "expected", "high", "next_in")
    assert list(
        zip(*(again[name].to_pylist() for name in ("alive", "expected", "high", "next_in")), strict=True)
    ) == list(kept)


@pytest.mark.django_db
def test_no_orders_leave_a_reason() -> None:
    jobs.refresh_all(connect(), tables([]), AS_OF, "EUR")
    told = outlook()
    assert told is not None
    assert (told.facts, told.reason) == (None, "Nobody has ordered anything yet.")


@pytest.mark.django_db
def test_facts_of_another_form_are_as_none_and_made_anew() -> None:
    jobs.refresh_all(connect(), tables(bought()), AS_OF, "EUR")
    Forecast.objects.update(payload='{"model":"of old"}')
    assert (outlook() or Forecast()).facts is None  # type: ignore[union-attr]
    assert jobs.is_outdated("g1/0.1")
    jobs.refresh(connect(), tables(bought()), AS_OF, "EUR")
    assert (outlook() or Forecast()).facts is not None  # type: ignore[union-attr]


@pytest.mark.django_db
def test_longer_horizon_is_worth_more_and_leaves_its_line(alice: Any) -> None:
    jobs.refresh_all(connect(), tables(bought()), AS_OF, "EUR")
    before = counted().clv
    with acting_as(acting_of(alice)):
        set_horizon(1095, actor=alice.actor)
    [line] = Interaction.objects.filter(name="input.changed")
    assert line.properties["changes"] == {"horizon": [365, 1095]}
    assert jobs.is_outdated("g1/0.1")
    jobs.refresh(connect(), tables(bought()), AS_OF, "EUR")
    assert counted().clv > before
    assert not jobs.is_outdated("g1/0.1")


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 29, 1826])
def test_horizon_out_of_bounds_is_refused(days: int, alice: Any) -> None:
    with pytest.raises(Refused) as refused:
        set_horizon(days, actor=alice.actor)
    assert refused.value.errors == {"days": f"{days} days: choose from 30 to 1825; a year is 365"}


@pytest.mark.django_db
def test_agent_sets_no_horizon_and_closed_account_reads_nothing(bob: Any, charlie: Any) -> None:
    assert bob.role == Role.AGENT
    with acting_as(acting_of(bob)), pytest.raises(PermissionDenied):
        set_horizon(730, actor=bob.actor)
    with acting_as(acting_of(charlie)), pytest.raises(PermissionDenied):
        outlook()


@given(most=st.decimals("0.0001", "99999999", places=4))
def test_edges_are_round_and_the_largest_worth_lies_in_the_last_step(most: Decimal) -> None:
    limits = edges(most)
    assert list(limits) == sorted(set(limits))
    assert limits[-1] <= most < limits[-1] * Decimal("2.5")
    assert {str(limit.normalize().as_tuple().digits) for limit in limits} <= {"(1,)", "(2,)", "(5,)"}


def test_edges_of_nothing_are_none() -> None:
    assert edges(Decimal(0)) == ()


def known_since(*people: tuple[int, date]) -> ibis.Table:
    """Profiles of customers known since those days, as the lake keeps them."""
    moments_ = [datetime(day.year, day.month, day.day, 9) for _, day in people]  # noqa: DTZ001 -- as in the lake: UTC
    count = len(people)
    return ibis.memtable(
        pa.table(
            {
                "id": pa.array([pk for pk, _ in people], pa.int64()),
                "kind": ["person"] * count,
                "name": [""] * count,
                "known": [True] * count,
                "merged_into_id": pa.nulls(count, pa.int64()),
                "created_at": pa.array(moments_, pa.timestamp("us")),
                "first_heard_at": pa.array(moments_, pa.timestamp("us")),
                "last_heard_at": pa.array(moments_, pa.timestamp("us")),
                "city": [""] * count,
                "country": [""] * count,
            }
        )
    )


def test_waiting_counts_days_until_the_first_order_or_today() -> None:
    orders = [
        (1, date(2026, 2, 3), "sale", "20"), (1, date(2026, 2, 9), "sale", "20"), (2, date(2026, 2, 11), "return", "5"),
        (3, date(2026, 1, 1), "sale", "9"),
    ]  # fmt: skip
    first = date(2026, 2, 1)
    look = replace(
        tables(orders), customers=known_since((1, first), (2, first), (3, first), (4, first), (5, date(2026, 3, 9)))
    )
    rows = compute.waiting(connect(), look, AS_OF).to_pylist()
    # Who ordered before anything else is known of them waited no day; who comes later is not there yet.
    assert [(row["waited"], row["ordered"], row["people"]) for row in rows] == [
        (0, True, 1),
        (2, True, 1),
        (28, False, 2),
    ]


@pytest.mark.django_db
def test_newcomers_are_told_what_others_came_to() -> None:
    rows = bought()
    first = {pk: min(day for one, day, *_ in rows if one == pk) for pk in range(1, 121)}
    half = [(pk, first[pk] - timedelta(days=10)) for pk in range(1, 61)]
    look = replace(
        tables(rows), customers=known_since(*half, *((pk, AS_OF - timedelta(days=90)) for pk in range(200, 260)))
    )
    jobs.refresh_all(connect(), look, AS_OF, "EUR")
    soon, long = prior_of(AS_OF - timedelta(days=5)), prior_of(AS_OF - timedelta(days=60))
    assert soon is not None
    assert long is not None
    # All 60 who ordered did so after ten days; the other 60 are known for ninety without an order.
    assert (round(soon.chance, 6), round(long.chance, 6), soon.expected == soon.worth / 2) == (0.5, 0, True)
    assert soon.worth > 10
    assert prior_of(AS_OF - timedelta(days=2000)) is None
