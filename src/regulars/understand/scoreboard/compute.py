"""Computes a scoreboard from the lake's tables. Loaded by whoever computes, never by a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import msgspec
import pyarrow as pa
from django.conf import settings

from regulars.store.engine.fetch import fetch
from regulars.store.engine.views import kept
from regulars.understand.metrics import months, rfm
from regulars.understand.metrics.around import Around, around
from regulars.understand.metrics.board import board as measure
from regulars.understand.metrics.catalogue import EVERY, FURTHER
from regulars.understand.metrics.churn import gaps, with_silence
from regulars.understand.metrics.currencies import anonymous, currencies
from regulars.understand.metrics.entered import Entered, with_usual
from regulars.understand.metrics.figures import ALL, figures, with_bases
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.measured import Measured
from regulars.understand.metrics.registry import BY_KEY, METRICS
from regulars.understand.metrics.relations import headline
from regulars.understand.metrics.relations import measure as measure_all
from regulars.understand.metrics.sql import metric_sql
from regulars.understand.metrics.window import Window, add_months
from regulars.understand.metrics.wording import count, money
from regulars.understand.predictions.occasions import occasions, order_days
from regulars.understand.report.figures import Anonymous, Cohort, Currency, GroupSize, Month, Scores
from regulars.understand.report.forecast import forecast
from regulars.understand.scoreboard.board import Board, Initiative
from regulars.understand.scoreboard.days import looked_back_from

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables


def compute(
    backend: BaseBackend,
    tables: Tables,
    *,
    today: date,
    now: datetime,
    currency: str,
    as_of: date | None = None,
    entered: Entered | None = None,
) -> Board | None:
    """The scoreboard as of `as_of`, or the day that `looked_back_from` chooses; None while nothing was sold.

    `currency` is the one to report in; where nothing was sold in it, the one most orders were in. `entered`: the figures
    that people enter.
    """
    sales = tables.orders.filter(tables.orders.kind == "sale")
    if as_of is not None:
        sales = sales.filter(sales.day <= ibis.date(as_of))
    [span] = fetch(backend, sales.aggregate(first=sales.day.min(), last=sales.day.max())).to_pylist()
    if span["last"] is None:
        return None
    looked = as_of or looked_back_from(span["last"], today)
    return _Computation(backend, tables, looked, currency, entered or Entered()).board(span["first"], span["last"], now)


def _around(metrics: Sequence[Measured], initiatives: Sequence[Initiative]) -> tuple[Around, ...]:
    """How each share of customers stands since the latest initiative, and how it stood before."""
    if not initiatives:
        return ()
    month = max(initiative.day for initiative in initiatives).isoformat()[:7]
    shares = [metric for metric in metrics if BY_KEY[metric.key].proportion]
    found = (around(m.key, m.series, month, _follow_up(m.key)) for m in shares)
    return tuple(one for one in found if one is not None)


def _follow_up(key: str) -> int:
    series = BY_KEY[key].series
    return series.follow_up if series else 0


class _Computation:
    """One scoreboard: the engine, its tables, and the day it looks back from."""

    def __init__(self, backend: BaseBackend, tables: Tables, as_of: date, currency: str, entered: Entered) -> None:
        self.entered = entered
        self.backend, self.tables, self.as_of = backend, tables, as_of
        self.window = Window.months_until(as_of)
        self.found = self._rows(currencies(tables.orders, Window.of_days(date(1, 1, 1), as_of)))
        codes = [row["currency"] for row in self.found if row["orders"]]
        self.currency = currency if currency in codes or not codes else codes[0]

    def board(self, first_day: date, last_day: date, now: datetime) -> Board:
        """Everything, one relation after the other."""
        orders, as_of, currency = self.tables.orders, self.as_of, self.currency
        # Several relations read these two: they stay on the engine.
        by_month = kept(self.backend, months.customer_months(orders, as_of, currency))
        values = kept(self.backend, rfm.values(orders, as_of, currency))
        scored = rfm.grouped(rfm.tie_safe_scores(values))
        windows = (self.window, self.window.before())
        metrics = measure(
            self._rows(headline(METRICS, orders, windows, currency)),
            self._rows(months.monthly(by_month, as_of)),
            self.window,
            as_of=as_of,
            currency=currency,
            since=first_day,
        )
        histories = fetch(self.backend, occasions(order_days(self.tables.lines), as_of))
        [nameless] = self._rows(anonymous(orders, self.window, currency))
        unknown = Anonymous(nameless["orders"], nameless["revenue"] or Decimal(0))
        others = tuple(
            Currency(row["currency"], row["orders"], row["revenue"] or Decimal(0))
            for row in self.found
            if row["currency"] != currency and row["orders"]
        )
        initiatives = self._initiatives()
        return Board(
            as_of=as_of,
            computed_at=now,
            lake_version=self.tables.version,
            currency=currency,
            window=self.window,
            first_day=first_day,
            last_day=last_day,
            metrics=metrics,
            sql={metric.key: metric_sql(BY_KEY[metric.key], metric.window, currency) for metric in metrics},
            months=self._months(by_month, first_day),
            cohorts=self._cohorts(by_month),
            ntile=self._scores(rfm.ntile_scores(values)),
            tie_safe=self._scores(scored),
            groups=self._groups(scored),
            prediction=forecast(histories, "week").prediction,
            anonymous=unknown,
            others=others,
            initiatives=initiatives,
            notes=notes(unknown, others, currency, as_of, last_day),
            around=_around(metrics, initiatives),
            further=self._further(windows, first_day),
        )

    def _further(self, windows: Sequence[Window], first_day: date) -> tuple[Measured, ...]:
        """The metrics of the catalogue that are not on the scoreboard, with what people entered."""
        told = with_usual(self.entered)
        if not told.has("inactivity_days"):
            [row] = self._rows(gaps(self.tables.orders, self.as_of))
            told = with_silence(told, int(row["gaps"] or 0), row["usual"])
        named = {name: getattr(self.tables, name) for name in ("orders", "lines", "interactions", "customers")}
        material = Material(named, self.currency, told, time_zone=settings.REGULARS_TIME_ZONE)
        wanted = with_bases(FURTHER, EVERY)
        rows = [self._rows(relation) for relation in measure_all(wanted, material, windows)]
        found = figures(wanted, rows, windows, entered=told, currency=self.currency, since=first_day)[ALL]
        keys = {metric.key for metric in FURTHER}
        return tuple(one for one in found if one.key in keys)

    def _rows(self, table: ir.Table) -> list[dict[str, Any]]:
        read: pa.Table = fetch(self.backend, table)
        rows: list[dict[str, Any]] = read.to_pylist()
        return rows

    def _months(self, by_month: ir.Table, first_day: date) -> tuple[Month, ...]:
        found: Mapping[date, Mapping[str, Any]] = {row["month"]: row for row in self._rows(months.months(by_month))}
        result, month = [], first_day.replace(day=1)
        while month <= self.as_of:
            row, name = found.get(month), month.isoformat()[:7]
            if row is None:
                result.append(Month(name))
            else:
                counts = {key: int(row[key]) for key in ("active", "orders", "new", "returning", "returns")}
                result.append(Month(name, revenue=row["revenue"], returned_value=row["value_returned"], **counts))
            month = add_months(month, 1)
        return tuple(result)

    def _cohorts(self, by_month: ir.Table) -> tuple[Cohort, ...]:
        cells: dict[date, dict[int, int]] = {}
        for row in self._rows(months.cohorts(by_month)):
            cells.setdefault(row["cohort"], {})[int(row["age"])] = int(row["active"])
        last = self.as_of
        return tuple(
            Cohort(
                first.isoformat()[:7],
                tuple(
                    active.get(age, 0) for age in range((last.year - first.year) * 12 + last.month - first.month + 1)
                ),
            )
            for first, active in sorted(cells.items())
        )

    def _scores(self, scored: ir.Table) -> tuple[Scores, ...]:
        found = {row["score"]: row for row in self._rows(rfm.score_counts(scored))}
        nobody = {"r": 0, "f": 0, "m": 0}
        rows = [(score, found.get(score, nobody)) for score in range(1, rfm.SCORES + 1)]
        return tuple(Scores(score, int(row["r"]), int(row["f"]), int(row["m"])) for score, row in rows)

    def _groups(self, scored: ir.Table) -> tuple[GroupSize, ...]:
        found = {row["segment"]: row for row in self._rows(rfm.group_sizes(scored))}
        return tuple(
            GroupSize(group.name, group.meaning, int(row["customers"]), row["revenue"])
            for group in rfm.GROUPS
            if (row := found.get(group.name)) is not None
        )

    def _initiatives(self) -> tuple[Initiative, ...]:
        lines = self.tables.interactions
        told = lines.filter(lines.name == "initiative.started").select("day", "properties").order_by("day")
        return tuple(Initiative(row["day"], _what(row["properties"])) for row in self._rows(told))


def _what(properties: str) -> str:
    return str(msgspec.json.decode(properties).get("note") or "a change")


def notes(
    unknown: Anonymous, others: Sequence[Currency], currency: str, as_of: date, last_day: date
) -> tuple[str, ...]:
    """What the figures leave out, in sentences."""
    said = []
    if as_of == last_day:
        said.append(f"The figures look back from {as_of.day} {as_of:%B %Y}, the day of the last order.")
    if unknown.orders:
        sales = "1 sale has" if unknown.orders == 1 else f"{count(unknown.orders)} sales have"
        said.append(f"{sales} no customer: {money(unknown.revenue, currency)}, in none of these figures.")
    for other in others:
        orders = "1 order" if other.orders == 1 else f"{count(other.orders)} orders"
        named = other.code or "no currency"
        said.append(
            f"{orders} in {named}, {money(other.revenue, other.code)}: counted as orders, left out of all amounts."
        )
    return tuple(said)
