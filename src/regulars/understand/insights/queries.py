"""Reading what the numbers say of customers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, FloatField, QuerySet, Sum
from django.db.models.functions import Cast

from regulars.access.acting import current, require
from regulars.understand.inputs.queries import entered
from regulars.understand.insights.contract_facts import ContractFacts
from regulars.understand.insights.contract_facts import from_json as contracts_from
from regulars.understand.insights.facts import Facts
from regulars.understand.insights.facts import from_json as facts_from
from regulars.understand.insights.models import CustomerInsight, Forecast, Horizon
from regulars.understand.insights.spread import Due, Held, Spread
from regulars.understand.insights.spread import from_json as spread_from
from regulars.understand.insights.tally import Tally, tally
from regulars.understand.insights.terms import Terms


def insights_of(customer_ids: Collection[int]) -> dict[int, CustomerInsight]:
    """The insights of these customers, by customer id; who never bought or returned anything has none. One query.

    Nothing for somebody whose role does not see what customers are worth.
    """
    if "worth" in current().hidden:
        return {}
    return CustomerInsight.objects.in_bulk(list(customer_ids))


def in_segment(segment: str) -> QuerySet[CustomerInsight, int]:
    """The ids of an RFM group's customers as a query not yet asked: another query is narrowed by it."""
    return CustomerInsight.objects.filter(segment=segment).values_list("customer_id", flat=True)


def customers_of_segment(segment: str, *, after: int = 0, limit: int = 50) -> list[int]:
    """The ids of customers of an RFM group, behind the id `after`, in order."""
    rows = CustomerInsight.objects.filter(segment=segment, customer_id__gt=after).order_by("customer_id")
    return list(rows.values_list("customer_id", flat=True)[:limit])


def terms_now(day: date) -> Terms:
    """The terms that hold on the day: entered, or the defaults."""
    horizon, told = Horizon.objects.first() or Horizon(), entered()
    discount = told.value("discount_rate", day)
    return Terms(horizon.days, Terms.discount if discount is None else discount, told.value("margin_share", day))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected in all: as of which day, in which currency, computed when; the models (None: none fits, and `reason`
    says why), what all insights come to, and how long contracts last (None: nobody told of any)."""

    as_of: date
    currency: str
    computed_at: datetime
    facts: Facts | None
    spread: Spread | None
    reason: str
    contracts: ContractFacts | None = None


def outlook() -> Outlook | None:
    """The predictions as they were last refreshed; None before that."""
    require("numbers.see")
    row = Forecast.objects.first()
    if row is None:
        return None
    facts = facts_from(row.payload)
    spread = spread_from(row.spread)
    return Outlook(row.as_of, row.currency, row.refreshed_at, facts, spread, row.reason, contracts_from(row.contracts))


@dataclass(frozen=True, slots=True)
class Prior:
    """What is expected of somebody without an order: the chance of a first one within `ahead` days, when others `known_for`
    as many days began; what who begins brings in that time, and so what is to be expected."""

    known_for: int
    chance: float
    ahead: int
    worth: Decimal
    expected: Decimal
    currency: str


def prior_of(first_heard: date) -> Prior | None:
    """What is expected of a customer known since that day who has not ordered; None where nobody can tell. One query.

    Nothing for somebody whose role does not see what customers are worth.
    """
    row = Forecast.objects.only("payload", "as_of", "currency").first()
    facts = None if row is None or "worth" in current().hidden else facts_from(row.payload)
    if row is None or facts is None or facts.newcomers is None:
        return None
    told, age = facts.newcomers, max((row.as_of - first_heard).days, 0)
    chance = told.chance(age, facts.days)
    if chance is None:
        return None
    worth = Decimal(repr(told.worth))
    return Prior(age, chance, facts.days, worth, worth * Decimal(repr(chance)), row.currency)


def counted(as_of: date | None = None) -> Spread:
    """What the insights come to now: reads every row, for the worker. Nothing of it names anybody.

    `as_of`: the day from which on renewals of contracts are counted; without, they are not.
    """
    return spread_of(tally(), as_of)


def spread_of(told: Tally, as_of: date | None = None) -> Spread:
    """What is shown of a tally, with the contracts that are renewed from `as_of` on."""
    require("numbers.see")
    known = [cell for cell in told.cells if cell.known]
    cooling = CustomerInsight.Heading.COOLING
    return Spread(
        customers=sum(cell.customers for cell in known),
        alive=sum(cell.alive for cell in known),
        orders=sum(cell.orders for cell in known),
        orders_90_days=sum(cell.orders_90_days for cell in known),
        clv=sum((cell.clv for cell in known), Decimal(0)),
        at_risk=sum((cell.at_risk for cell in known), Decimal(0)),
        groups=told.groups(),
        related=told.related(),
        steps=told.steps(),
        tenths=told.tenths(),
        cooling=sum(cell.customers for cell in told.cells if cell.heading == cooling),
        held=None if as_of is None else _held(as_of),
    )


def _held(as_of: date) -> Held | None:
    rows = CustomerInsight.objects.filter(contracts__gt=0)
    # In ten-thousandths.
    lost = Sum(Cast("contract_price", FloatField()) * F("contract_churn"), output_field=FloatField())
    sums = rows.aggregate(
        n=Count("pk"), sum_price=Sum("contract_price"), sum_ending=Sum("contract_churn"), told=Count("contract_churn"),
        sum_clv=Sum("contract_clv"),
    )  # fmt: skip
    if not sums["n"]:
        return None
    due = []
    for days in (30, 90):
        soon = rows.filter(renews_on__gt=as_of, renews_on__lte=as_of + timedelta(days=days))
        one = soon.aggregate(
            n=Count("pk"), sum_ending=Sum("contract_churn"), sum_price=Sum("contract_price"), sum_lost=lost
        )
        at_risk = Decimal(round(one["sum_lost"] or 0)) / 10_000
        due.append(Due(days, one["n"], one["sum_ending"] or 0.0, one["sum_price"] or Decimal(0), at_risk))
    return Held(
        sums["n"], sums["sum_price"] or Decimal(0), sums["sum_ending"] or 0.0, sums["told"], sums["sum_clv"] or Decimal(0),
        tuple(due),
    )  # fmt: skip
