"""From what a billing or membership system tells to a contract: plan, price a period, until when, why it ended."""

from __future__ import annotations

from datetime import date
from typing import Final

from regulars.listen.tracking.orders import read_currency
from regulars.listen.tracking.told import Told, first, money_of, refused, text_of, without
from regulars.timeline.names import Contract

_ID: Final = ("contract_id", "contractId", "subscription_id", "subscriptionId")
_PLAN: Final = ("plan", "plan_name", "planName", "product", "name")
_PERIOD: Final = ("period", "interval", "billing_period", "billingPeriod")
_ENDS: Final = ("ends_on", "endsOn", "ends_at", "endsAt", "current_period_end")
_REASON: Final = ("reason", "cancellation_reason", "cancellationReason")
_USED: Final = frozenset({*_ID, *_PLAN, *_PERIOD, *_ENDS, *_REASON, "price", "amount", "currency"})
_PERIODS: Final = {
    "month": "month", "monthly": "month", "1 month": "month",
    "year": "year", "yearly": "year", "annual": "year", "annually": "year", "1 year": "year",
}  # fmt: skip


def read_contract(told: Told) -> Contract:
    """The contract that an event's properties tell of. Raises Unreadable naming the field."""
    price = money_of(told, "properties", "price", "amount")
    return Contract(
        contract_id=text_of(told, *_ID),
        plan=text_of(told, *_PLAN),
        price="" if price is None else f"{price:.2f}",
        currency=read_currency(told),
        period=_period(text_of(told, *_PERIOD)),
        ends_on=_day(told),
        reason=text_of(told, *_REASON),
        more=without(told, _USED),
    )


def _period(written: str) -> str:
    if not written:
        return ""
    period = _PERIODS.get(written.strip().lower())
    if period is None:
        raise refused("properties.period", f"{written!r} is no period of a contract; write month or year")
    return period


def _day(told: Told) -> str:
    written = first(told, *_ENDS)
    if written is None:
        return ""
    try:
        return date.fromisoformat(str(written)[:10]).isoformat()
    except ValueError:
        raise refused("properties.ends_on", f"{written!r} is no day; write it as 2026-12-31") from None
