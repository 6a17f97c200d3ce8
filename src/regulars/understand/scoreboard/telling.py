"""What was measured, as JSON: the terminal and the API say the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from regulars.understand.metrics.measured import Measured, Number
from regulars.understand.scoreboard.measuring import Answer


def told(answer: Answer) -> dict[str, Any]:
    """The answer with its parts, of each the metrics. Counts and sums are decimal texts, so that none loses a digit."""
    window = answer.span.window
    return {
        "as_of": answer.as_of.isoformat(),
        "window": {"name": answer.span.text, "first": window.start.isoformat(), "last": window.last.isoformat()},
        "currency": answer.currency,
        "parts": [
            {"part": part, "metrics": [metric(one) for one in measured]} for part, measured in answer.parts.items()
        ],
        "more": answer.more,
    }


def metric(one: Measured) -> dict[str, Any]:
    """One measured metric. `value` is a share in [0, 1] where the unit is share; null where nothing can be divided."""
    before = one.before
    return {
        "key": one.key,
        "title": one.title,
        "unit": one.unit,
        "currency": one.currency,
        "value": _float(one.value),
        "numerator": _text(one.numerator),
        "denominator": _text(one.denominator),
        "low": one.low,
        "high": one.high,
        "before": None if before is None else _float(before.value),
        "change": _float(one.change),
        "p_value": one.p_value,
        "verdict": one.verdict,
        "sentence": one.sentence,
        "lacking": list(one.lacking),
        "cautions": list(one.cautions),
    }


def _float(value: float | Number | None) -> float | None:
    return None if value is None else float(value)


def _text(value: Number | None) -> str | None:
    if value is None:
        return None
    return f"{Decimal(str(value)):f}"
