"""Computes a scoreboard from the lake's tables. Loaded by whoever computes, never by a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

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
from regulars.understand.metrics.churn import usual_gap, with_silence
from regulars.understand.metrics.currencies import anonymous, currencies
from regulars.understand.metrics.entered import Entered, with_usual
from regulars.understand.metrics.figures import ALL, figures, with_bases
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.measured import Measured
from regulars.understand.metrics.registry import BY_KEY, METRICS
from regulars.understand.metrics.sql import metric_sql
from regulars.understand.metrics.window import Window
from regulars.understand.metrics.wording import count, money
from regulars.understand.report.figures import Anonymous, Currency, GroupSize, Scores
from regulars.understand.report.shaping import cohorts_of, groups_of, months_of, scores_of
from regulars.understand.scoreboard.adding import Row
from regulars.understand.scoreboard.board import Board, Initiative
from regulars.understand.scoreboard.days import looked_back_from
from regulars.understand.scoreboard.sums import Sums

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
    sums: Sums | None = None,
) -> Board | None:
    """The scoreboard as of `as_of`, or the day that `looked_back_from` chooses; None while nothing was sold.

    `currency` is the one to report in; where nothing was sold in it, the one most orders were in. `entered`: the figures
    that people enter. `sums`: those kept of the look before, to be followed; without, everybody is asked for.
    """
    sums = sums or Sums(backend, tables)
    sold = sums.rows("days of sales", _days_of_sales, ("day",), gone=lambda row: not row["orders"])
    days = [row["day"] for row in sold if as_of is None or row["day"] <= as_of]
    if not days:
        return None
    looked = as_of or looked_back_from(days[-1], today)
    return _Computation(sums, looked, currency, entered or Entered()).board(days[0], days[-1], now)


def _days_of_sales(tables: Tables) -> ir.Table:
    sales = tables.orders.filter(tables.orders.kind == "sale")
    return sales.group_by("day").aggregate(orders=sales.count())


def _nothing_done(row: Row) -> bool:
    return not (row["orders"] or row["returns"])


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

    def __init__(self, sums: Sums, as_of: date, currency: str, entered: Entered) -> None:
        self.entered, self.sums = entered, sums
        self.backend, self.tables, self.as_of = sums.backend, sums.tables, as_of
        self.window = Window.months_until(as_of)
        ever = Window.of_days(date(1, 1, 1), as_of)
        found = sums.rows(
            "currencies", lambda of: currencies(of.orders, ever), ("currency",), of=as_of, gone=_nothing_done
        )
        self.found = sorted(found, key=lambda row: (-row["orders"], row["currency"]))
        codes = [row["currency"] for row in self.found if row["orders"]]
        self.currency = currency if currency in codes or not codes else codes[0]
        self._by_month: ir.Table | None = None

    def board(self, first_day: date, last_day: date, now: datetime) -> Board:
        """Everything, one relation after the other."""
        as_of, currency = self.as_of, self.currency
        relative = self.sums.aside(self._relative)
        windows = (self.window, self.window.before())
        metrics = measure(
            self._headline(windows),
            self._of_months("monthly", lambda by_month: months.monthly(by_month, as_of), ("month",)),
            self.window,
            as_of=as_of,
            currency=currency,
            since=first_day,
        )
        [nameless] = self.sums.rows(
            "anonymous", lambda of: anonymous(of.orders, self.window, currency), (), of=(self.window, currency)
        )
        unknown = Anonymous(nameless["orders"], nameless["revenue"] or Decimal(0))
        others = tuple(
            Currency(row["currency"], row["orders"], row["revenue"] or Decimal(0))
            for row in self.found
            if row["currency"] != currency and row["orders"]
        )
        initiatives = self._initiatives()
        by_month = self._of_months("months", months.months, ("month",), _nothing_done)
        cohorts = self._of_months("cohorts", months.cohorts, ("cohort", "age"), lambda row: not row["active"])
        further = self._further(windows, first_day)
        tie_safe, groups = relative()
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
            months=months_of(by_month, first_day, as_of),
            cohorts=cohorts_of(cohorts, as_of),
            ntile=tuple(Scores(score, *(size,) * 3) for score, size in rfm.ntile_sizes(sum(one.r for one in tie_safe))),
            tie_safe=tie_safe,
            groups=groups,
            anonymous=unknown,
            others=others,
            initiatives=initiatives,
            notes=notes(unknown, others, currency, as_of, last_day),
            around=_around(metrics, initiatives),
            further=further,
        )

    def _relative(self) -> tuple[tuple[Scores, ...], tuple[GroupSize, ...]]:
        """What is said of each relative to all others, which no few can tell: RFM scores and groups."""
        values = rfm.values(self.tables.orders, self.as_of, self.currency)
        # Several relations read it, those of insights too: it stays on the engine.
        scored = self.sums.scored = kept(self.backend, rfm.grouped(rfm.tie_safe_scores(values)))
        return scores_of(self._rows(rfm.score_counts(scored))), groups_of(self._rows(rfm.group_sizes(scored)))

    def _further(self, windows: Sequence[Window], first_day: date) -> tuple[Measured, ...]:
        """The metrics of the catalogue that are not on the scoreboard, with what people entered."""
        told = with_usual(self.entered)
        if not told.has("inactivity_days"):
            told = with_silence(told, *usual_gap(self.sums.gaps(self.as_of)))
        wanted = with_bases(FURTHER, EVERY)
        rows = self.sums.measured(wanted, windows, lambda of: self._material(of, told))
        found = figures(wanted, rows, windows, entered=told, currency=self.currency, since=first_day)[ALL]
        keys = {metric.key for metric in FURTHER}
        return tuple(one for one in found if one.key in keys)

    def _material(self, tables: Tables, entered: Entered) -> Material:
        named = {name: getattr(tables, name) for name in ("orders", "lines", "interactions", "customers")}
        return Material(named, self.currency, entered, time_zone=settings.REGULARS_TIME_ZONE)

    def _headline(self, windows: Sequence[Window]) -> list[Row]:
        """A row for each window, also for one in which nobody did anything."""
        by_period: list[Row] = [{"period": period} for period in range(len(windows))]
        for rows in self.sums.measured(METRICS, windows, lambda of: self._material(of, Entered())):
            for row in rows:
                by_period[row["period"]].update(row)
        return by_period

    def _of_months(
        self,
        name: str,
        of: Callable[[ir.Table], ir.Table],
        keys: Sequence[str],
        gone: Callable[[Row], bool] | None = None,
    ) -> list[Row]:
        """The rows of what is made from `customer_months`."""

        def ask(tables: Tables) -> ir.Table:
            if tables is not self.tables:
                return of(months.customer_months(tables.orders, self.as_of, self.currency))
            if self._by_month is None:
                # Several relations read it: it stays on the engine.
                self._by_month = kept(self.backend, months.customer_months(tables.orders, self.as_of, self.currency))
            return of(self._by_month)

        return self.sums.rows(name, ask, keys, of=(self.as_of, self.currency), gone=gone)

    def _rows(self, table: ir.Table) -> list[dict[str, Any]]:
        read: pa.Table = fetch(self.backend, table)
        rows: list[dict[str, Any]] = read.to_pylist()
        return rows

    def _initiatives(self) -> tuple[Initiative, ...]:
        def ask(tables: Tables) -> ir.Table:
            told = tables.interactions
            told = told.filter(told.name == "initiative.started")
            return told.group_by("day", "properties").aggregate(times=told.count())

        rows = self.sums.rows("initiatives", ask, ("day", "properties"))
        return tuple(Initiative(row["day"], _what(row["properties"])) for row in rows for _ in range(row["times"]))


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
