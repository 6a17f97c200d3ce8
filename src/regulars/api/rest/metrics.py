"""Numbers over the API: any metric, over any window, of anybody, by anything it can be told by."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from ninja.params.functions import Query

from regulars.api.rest.api import May, api

Over = Annotated[str, Query(description="12m, 90d, this-month, last-quarter, 2026-01-01..2026-03-31")]
Of = Annotated[int | None, Query(description="Only members of the segment of this id.")]
By = Annotated[str, Query(description="By channel, category, product, country, city, group, ..., or segment:1,2.")]
Compared = Annotated[str, Query(description="With the time before, the same time last year (year), or nothing.")]


class Measure(Schema):
    """One measured metric. Counts and sums are decimal texts; a share lies between 0 and 1."""

    key: str
    title: str
    unit: str
    currency: str
    value: float | None
    numerator: str
    denominator: str | None
    low: float | None
    high: float | None
    before: float | None
    change: float | None
    p_value: float | None
    verdict: str | None
    sentence: str
    lacking: list[str]
    cautions: list[str]


class Window(Schema):
    """The business days it is over, both included."""

    name: str
    first: str
    last: str


class Part(Schema):
    """One part of a breakdown; without one the only part has no name."""

    part: str
    metrics: list[Measure]


class Measures(Schema):
    """What was asked for. `more`: how many parts there are beyond those told."""

    as_of: str
    window: Window
    currency: str
    parts: list[Part]
    more: int


class Known(Schema):
    """A metric there is, and how it is computed."""

    key: str
    title: str
    unit: str
    better: str | None
    formula: str
    by: list[str]


@api.get("/metrics", auth=May("numbers.see"), response=list[Known], tags=["metrics"])
def list_metrics(request: HttpRequest) -> list[dict[str, Any]]:
    """Every metric there is: its formula, and by what it can be broken down."""
    from regulars.understand.metrics.breakdowns import BREAKDOWNS, possible  # noqa: PLC0415 -- loads ibis
    from regulars.understand.metrics.catalogue import ALL  # noqa: PLC0415 -- as above

    return [
        {
            "key": metric.key, "title": metric.title, "unit": metric.unit, "better": metric.better,
            "formula": metric.formula, "by": [key for key, one in BREAKDOWNS.items() if possible(metric, one)],
        }
        for metric in ALL
    ]  # fmt: skip


@api.get("/metrics/measure", auth=May("numbers.see"), response=Measures, tags=["metrics"])
def measure_metrics(
    request: HttpRequest,
    metric: Annotated[list[str], Query(description="Keys of metrics; may be given several times.")],
    window: Over = "12m",
    segment: Of = None,
    by: By = "",
    compare: Compared = "before",
) -> dict[str, Any]:
    """Several metrics at once, measured anew from what is recorded; a second or so for a small business."""
    return _measured(tuple(dict.fromkeys(metric)), window, segment, by, compare)


@api.get("/metrics/{key}", auth=May("numbers.see"), response=Measures, tags=["metrics"])
def measure_metric(
    request: HttpRequest,
    key: str,
    window: Over = "12m",
    segment: Of = None,
    by: By = "",
    compare: Compared = "before",
) -> dict[str, Any]:
    """One metric, measured anew."""
    return _measured((key,), window, segment, by, compare)


def _measured(keys: tuple[str, ...], window: str, segment: int | None, by: str, compare: str) -> dict[str, Any]:
    from regulars.understand.scoreboard.asking import ask  # noqa: PLC0415 -- loads the engine's libraries

    return ask(keys, window=window, segment=segment, by=by, compare=compare)
