"""What is foretold of all customers, as JSON tells it: the models, terms and sums that the pages show."""

from __future__ import annotations

from typing import Any

from regulars.understand.insights.facts import Facts, Model
from regulars.understand.insights.queries import Outlook


def told(outlook: Outlook) -> dict[str, Any]:
    """One object, money as decimal texts; `model` is null where none fits, and `reason` says why."""
    facts, spread = outlook.facts, outlook.spread
    known = facts is not None and spread is not None and spread.customers > 0
    sums = spread if known else None
    return {
        "as_of": outlook.as_of.isoformat(),
        "currency": outlook.currency,
        "reason": outlook.reason,
        **_models(facts),
        "customers": sums.customers if sums else None,
        "alive": sums.alive if sums else None,
        "orders_in_a_year": sums.orders if sums else None,
        "orders_in_90_days": sums.orders_90_days if sums else None,
        "clv": str(sums.clv) if sums else None,
        "at_risk": str(sums.at_risk) if sums else None,
    }


def _models(facts: Facts | None) -> dict[str, Any]:
    if facts is None:
        return dict.fromkeys(("model", "why", "value_model", "clv_days", "discount", "margin"))
    return {
        "model": _model(facts.buying),
        "why": facts.choice.why,
        "value_model": None if facts.value is None else _model(facts.value),
        "clv_days": facts.days,
        "discount": facts.discount,
        "margin": facts.margin,
    }


def _model(model: Model) -> dict[str, Any]:
    return {
        "name": model.name,
        "parameters": {one.name: {"value": one.value, "error": one.error} for one in model.parameters},
        "log_likelihood": model.log_likelihood,
        "customers": model.customers,
        "at_limit": model.at_limit,
    }
