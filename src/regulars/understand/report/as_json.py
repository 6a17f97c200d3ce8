"""The report as one JSON object, for programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from regulars.understand.metrics.measured import Measured, Number
from regulars.understand.report.figures import Figures, Person
from regulars.understand.report.spoken import lead, notes


def cents(value: Decimal | Number) -> float:
    """An amount to two decimals; what floating numbers print exactly, up to a quadrillion."""
    return float(Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def _plain(value: Number) -> int | float:
    return int(value) if int(value) == value else float(value)


def _share(metric: Measured, shown: Callable[[Number], int | float] = _plain) -> dict[str, Any]:
    """A share or ratio: value in [0, 1] or above for ratios, null when there was nothing to divide by."""
    result: dict[str, Any] = {
        "value": metric.value,
        "numerator": shown(metric.numerator),
        "denominator": shown(metric.denominator or 0),
    }
    if metric.low is not None:
        result |= {"low": metric.low, "high": metric.high}
    return result


def _person(person: Person) -> dict[str, Any]:
    return asdict(person) | {"revenue": cents(person.revenue), "last_day": person.last_day.isoformat()}


def as_json(figures: Figures) -> dict[str, Any]:
    """The figures as plain objects: amounts as numbers to two decimals, days as ISO dates, months as 2011-05."""
    metric = figures.metric
    prediction = figures.prediction
    result: dict[str, Any] = {
        "file": {
            "name": figures.source.name,
            "lines": figures.source.lines,
            "columns": dict(figures.source.columns),
            "encoding": figures.source.encoding,
            "delimiter": figures.source.delimiter,
            "rejected": [
                {"row": row, "field": name, "reason": reason} for row, name, reason in figures.source.rejected
            ],
        },
        "from": figures.window.start.isoformat(),
        "until": figures.window.last.isoformat(),
        "as_of": figures.as_of.isoformat(),
        "currency": figures.currency,
        "sentences": list(lead(figures)),
        "notes": list(notes(figures)),
        "customers": int(metric("customers").numerator),
        "orders": int(metric("orders").numerator),
        "revenue": cents(metric("revenue").numerator),
        "repeat_purchase_rate": _share(metric("repeat_purchase_rate")),
        "repeat_purchase_rate_by_days": _share(metric("repeat_purchase_rate_by_days")),
        "return_rate": {
            "customers": _share(metric("return_rate_customers")),
            "documents": _share(metric("return_rate_documents")),
            "units": _share(metric("return_rate_units")),
            "value": _share(metric("return_rate_value"), cents),
        },
        "anonymous": {"orders": figures.anonymous.orders, "revenue": cents(figures.anonymous.revenue)},
        "currencies": [
            {"currency": one.code, "orders": one.orders, "revenue": cents(one.revenue)} for one in figures.currencies
        ],
        "months": [
            asdict(month) | {"revenue": cents(month.revenue), "returned_value": cents(month.returned_value)}
            for month in figures.months
        ],
        "cohorts": [{"cohort": cohort.cohort, "active": list(cohort.active)} for cohort in figures.cohorts],
        "rfm": {
            "ntile": [asdict(scores) for scores in figures.ntile],
            "tie_safe": [asdict(scores) for scores in figures.tie_safe],
            "groups": [
                {"name": group.name, "customers": group.customers, "revenue": cents(group.revenue)}
                for group in figures.groups
            ],
        },
        "prediction": {
            "model": prediction.model,
            "unit": prediction.unit,
            "customers": prediction.customers,
            "parameters": dict(prediction.parameters),
            "log_likelihood": prediction.log_likelihood,
            "horizon": prediction.horizon,
            "expected": prediction.expected,
            "alive": prediction.alive,
            "at_limit": prediction.at_limit,
            "reason": prediction.reason,
        },
        "best": [_person(person) for person in figures.best],
        "slipping": {
            "customers": figures.slipping.customers,
            "revenue": cents(figures.slipping.revenue),
            "foremost": [_person(person) for person in figures.slipping.foremost],
        },
        "metrics": [
            {
                "key": one.key,
                "title": one.title,
                "sentence": one.sentence,
                "from": one.window.start.isoformat(),
                "until": one.window.last.isoformat(),
                "formula": one.formula,
                "sql": figures.sql[one.key],
            }
            for one in figures.metrics
        ],
    }
    if figures.has("retention_rate"):
        result["retention_rate"] = _share(metric("retention_rate"))
    return result
