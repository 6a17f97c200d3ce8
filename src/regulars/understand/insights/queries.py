"""Reading what the numbers say of customers."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from regulars.access.acting import current, require
from regulars.understand.insights.facts import Facts, from_json
from regulars.understand.insights.models import CustomerInsight, Forecast, Horizon
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


def terms_now() -> Terms:
    """The terms that were set, or the defaults."""
    horizon = Horizon.objects.first() or Horizon()
    return Terms(horizon.days, float(horizon.discount) / 100)


def forecast() -> tuple[Forecast, Facts | None] | None:
    """The models as they were last fitted; None before the first refresh, no facts where they could not be fitted."""
    require("numbers.see")
    stands = Forecast.objects.first()
    return None if stands is None else (stands, from_json(stands.payload) if stands.payload else None)
