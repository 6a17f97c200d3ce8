"""Computes the figures of a report from the lines of one order file, on an engine of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.understand.metrics import months, rfm
from regulars.understand.metrics.board import board
from regulars.understand.metrics.currencies import anonymous, currencies
from regulars.understand.metrics.grains import HISTORY
from regulars.understand.metrics.measured import Measured
from regulars.understand.metrics.registry import BY_KEY, METRICS
from regulars.understand.metrics.relations import headline
from regulars.understand.metrics.sql import metric_sql
from regulars.understand.metrics.window import Window
from regulars.understand.predictions.occasions import TimeUnit, occasions, order_days
from regulars.understand.report import documents
from regulars.understand.report.figures import (
    Anonymous,
    Currency,
    Figures,
    Source,
)
from regulars.understand.report.forecast import forecast
from regulars.understand.report.persons import best_and_slipping
from regulars.understand.report.shaping import cohorts_of, groups_of, months_of, scores_of


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose: the last day counted, the day looked back from, the model's unit of time, the currency."""

    until: date | None = None
    as_of: date | None = None
    unit: TimeUnit = "week"
    currency: str = ""
    time_zone: str = "UTC"


class NothingToReport(ValueError):
    """The file has no sale to report on; the message says what to look at."""


def figures(raw: pa.Table, source: Source, choices: Choices) -> Figures:
    """The figures of an order file. `raw`: lines as `read_orders` gives them. Raises NothingToReport and ValueError.

    All figures are over the orders up to the day `until` (included; by default the last in the file).
    """
    backend = connect("duckdb")
    try:
        return _Computation(backend, raw, source, choices).figures()
    finally:
        backend.disconnect()


class _Computation:
    """One report: the tables on the engine, and the day everything is looked at from."""

    def __init__(self, backend: Any, raw: pa.Table, source: Source, choices: Choices) -> None:
        self.backend, self.source, self.choices = backend, source, choices
        lines = backend.create_table("file", documents.with_numbers(raw, choices.time_zone), temp=True)
        if choices.until is not None:
            lines = lines.filter(lines.day <= ibis.date(choices.until))
        self.file = lines
        self.lines = self._keep("lines", documents.lines(lines))
        self.orders = self._keep("orders", documents.orders(self.lines))
        self.window, self.as_of = self._span()
        self.currencies = self._currencies()
        self.currency = self._main_currency()

    def figures(self) -> Figures:
        """Everything, one relation after the other; what several need is kept on the engine."""
        as_of, currency = self.as_of, self.currency
        by_month = self._keep("customer_months", months.customer_months(self.orders, as_of, currency))
        values = self._keep("rfm_values", rfm.values(self.orders, as_of, currency))
        scored = self._keep("rfm_scores", rfm.grouped(rfm.tie_safe_scores(values)))
        histories = self._keep("occasions", occasions(order_days(self.lines), as_of))
        prediction = forecast(self._rows(histories), self.choices.unit)
        paces = histories.select("customer_id", "age", repeats="frequency", span="recency")
        people = scored.join(documents.labels(self.file), "customer_id").join(paces, "customer_id")
        best, slipping = best_and_slipping(self._rows(people), prediction)
        [nameless] = self._rows(anonymous(self.orders, self.window, currency)).to_pylist()
        metrics = self._metrics(by_month)
        return Figures(
            source=self.source,
            window=self.window,
            as_of=as_of,
            currency=currency,
            metrics=metrics,
            anonymous=Anonymous(nameless["orders"], nameless["revenue"] or Decimal(0)),
            currencies=self.currencies,
            months=months_of(self._rows(months.months(by_month)).to_pylist(), self.window.start, self.window.last),
            cohorts=cohorts_of(self._rows(months.cohorts(by_month)).to_pylist(), self.window.last),
            ntile=scores_of(self._rows(rfm.score_counts(rfm.ntile_scores(values))).to_pylist()),
            tie_safe=scores_of(self._rows(rfm.score_counts(scored)).to_pylist()),
            groups=groups_of(self._rows(rfm.group_sizes(scored)).to_pylist()),
            prediction=prediction.prediction,
            best=best,
            slipping=slipping,
            sql=self._sql(metrics),
        )

    def _keep(self, name: str, table: ir.Table) -> ir.Table:
        return self.backend.create_table(name, table, temp=True)

    def _rows(self, table: ir.Table) -> pa.Table:
        return fetch(self.backend, table)

    def _span(self) -> tuple[Window, date]:
        sales = self.orders.filter(self.orders.kind == "sale")
        [span] = self._rows(sales.aggregate(sold=sales.count())).to_pylist()
        [days] = self._rows(self.orders.aggregate(first=self.orders.day.min(), last=self.orders.day.max())).to_pylist()
        until, as_of = self.choices.until, self.choices.as_of
        if not span["sold"]:
            limit = f" up to {until}" if until else ""
            raise NothingToReport(
                f"{self.source.name}: no order{limit} has a line of positive quantity and amount; check which columns "
                "hold quantity and price"
            )
        last = until or days["last"]
        if as_of is not None and as_of < last:
            raise ValueError(
                f"--as-of {as_of} is before the last day counted, {last}; add --until {as_of} to look back"
            )
        return Window.of_days(days["first"], as_of or last), as_of or last

    def _sql(self, metrics: Sequence[Measured]) -> dict[str, str]:
        return {metric.key: metric_sql(BY_KEY[metric.key], metric.window, self.currency) for metric in metrics}

    def _currencies(self) -> tuple[Currency, ...]:
        rows = self._rows(currencies(self.orders, self.window)).to_pylist()
        return tuple(Currency(row["currency"], row["orders"], row["revenue"] or Decimal(0)) for row in rows)

    def _main_currency(self) -> str:
        wanted, found = self.choices.currency, [currency.code for currency in self.currencies]
        if wanted and wanted not in found:
            raise ValueError(f"--currency {wanted}: the file has no orders in it; it has {', '.join(found)}")
        return wanted or found[0]

    def _metrics(self, by_month: ir.Table) -> tuple[Measured, ...]:
        """The metrics over the whole file; those that look before the window over its last 12 months, where it has 24."""
        drawn = self._rows(months.monthly(by_month, self.as_of)).to_pylist()
        whole = [metric for metric in METRICS if metric.grain is not HISTORY]
        year = Window.months_until(self.as_of)
        looking_back = [metric for metric in METRICS if metric.grain is HISTORY]
        enough = year.before().start >= self.window.start
        found = {}
        for metrics, window in ((whole, self.window), *(((looking_back, year),) if enough else ())):
            rows = self._rows(headline(metrics, self.orders, (window,), self.currency)).to_pylist()
            measured = board(rows, drawn, window, as_of=self.as_of, currency=self.currency, metrics=metrics)
            found.update({metric.key: metric for metric in measured})
        return tuple(found[metric.key] for metric in METRICS if metric.key in found)
