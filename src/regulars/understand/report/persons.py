"""The two lists a manager asks for: the best customers, and those who are slipping away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from regulars.understand.metrics.wording import count
from regulars.understand.report.figures import Person, Slipping
from regulars.understand.report.forecast import Forecast

LISTED = 15
# Two gaps make a pace. Someone who keeps to it stays silent for three times the usual gap once in twenty times (e^-3).
GAPS, SILENCE = 2, 3.0


def best_and_slipping(customers: pa.Table, prediction: Forecast) -> tuple[tuple[Person, ...], Slipping]:
    """The best customers, and those who have been silent far longer than is usual for them; both with most revenue first.

    `customers`: the rows of the scored RFM relation with customer, name, and frequency, recency and age of `occasions` as
    repeats, span, age, in days. Slipping: at least 3 purchase days, and a silence of over 3 times the customer's mean gap.
    """
    rows = sorted(customers.to_pylist(), key=lambda row: (-row["monetary"], row["customer_id"]))
    best = tuple(_person(row, prediction) for row in rows[:LISTED])
    slipping = [row for row in rows if _slips(row)]
    foremost = tuple(_person(row, prediction, _why(row)) for row in slipping[:LISTED])
    return best, Slipping(len(slipping), sum((row["monetary"] for row in slipping), Decimal(0)), foremost)


def _person(row: Mapping[str, Any], prediction: Forecast, why: str = "") -> Person:
    last: date = row["last_day"]
    return Person(
        customer=row["customer"],
        name=row["name"] or "",
        orders=row["frequency"],
        revenue=row["monetary"],
        last_day=last,
        group=row["segment"],
        alive=prediction.alive.get(row["customer_id"]),
        expected=prediction.expected.get(row["customer_id"]),
        why=why,
    )


def _slips(row: Mapping[str, Any]) -> bool:
    return bool(row["repeats"] >= GAPS and row["age"] - row["span"] > SILENCE * row["span"] / row["repeats"])


def _why(row: Mapping[str, Any]) -> str:
    gap, silence = row["span"] / row["repeats"], row["age"] - row["span"]
    usual = "every day" if gap < 1.5 else f"every {count(round(gap))} days"
    return f"used to buy {usual}, silent for {count(silence)}"
