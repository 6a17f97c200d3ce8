"""Any metric for any window, segment and breakdown, asked of the engine. Loaded only once somebody asks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
from django.conf import settings

from regulars.access.acting import current, require
from regulars.kit import moments
from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.store.engine.tables import Tables, open_tables
from regulars.understand.inputs.queries import entered
from regulars.understand.metrics.breakdowns import BREAKDOWNS, parts_of, possible
from regulars.understand.metrics.catalogue import EVERY
from regulars.understand.metrics.churn import gaps, usual_gap, with_silence
from regulars.understand.metrics.entered import Entered, with_usual
from regulars.understand.metrics.figures import ALL, figures, with_bases
from regulars.understand.metrics.grains import follow
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.measured import Measured
from regulars.understand.metrics.metric import Metric
from regulars.understand.metrics.relations import measure, people
from regulars.understand.metrics.spans import USUAL, Comparison, Span, compared_with, span
from regulars.understand.metrics.window import Window, add_months, month_of
from regulars.understand.scoreboard.board import UnknownPart
from regulars.understand.scoreboard.queries import latest

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.understand.scoreboard.sums import Sums

# A page is one look; it must leave memory to the server it runs in.
MEMORY = "512MB"
# So many parts are told; the rest are too many to read.
MOST_PARTS = 60
SEGMENT = "segment:"
# Breakdowns in which the part of a customer is told by what is known of them alone.
FOLLOWED = frozenset({"channel", "category", "product", "country", "city", "kind", "cohort", "cohort_year"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: which metrics, over which window (`spans.span`), of whom, by what, and compared with what.

    `segment`: the id of a segment, or None for everybody. `by`: a key of `BREAKDOWNS`, or "segment:1,2,3" to put the
    segments of these ids side by side.
    """

    keys: tuple[str, ...]
    window: str = USUAL
    segment: int | None = None
    by: str = ""
    comparison: Comparison = "before"
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was measured: the parts of the breakdown, largest first (without one the one part ""), each with its metrics.

    `more`: how many parts there are beyond those told.
    """

    span: Span
    as_of: date
    currency: str
    parts: Mapping[str, tuple[Measured, ...]]
    more: int = 0
    # What was entered, with what was estimated or is usual: the figures the numbers rest on.
    entered: Entered = field(default_factory=Entered)

    def one(self, key: str) -> Measured:
        """The metric of this key over everybody asked for; raises KeyError."""
        return {one.key: one for one in self.parts[ALL]}[key]


class UnknownMetric(ValueError):
    """There is no such metric, or it cannot be broken down so; the text says what there is."""


def measured_now(asked: Asked) -> Answer:
    """Measure what is asked, on an engine of its own. Raises UnknownMetric, UnknownSpan, EngineError."""
    require("numbers.see")
    with looking() as look:
        return look.measured(asked)


def people_now(key: str, asked: Asked, part: str = "", of: str = ALL, *, after: int = 0, limit: int = 50) -> list[int]:
    """Up to `limit` ids behind `after` of the customers behind a metric, in order; `of` the part of the breakdown.

    `part`: "" everybody, "counted" those in the numerator, "rest" those only in the denominator. The ids are of
    everybody: a page shows those that whoever looks may see.
    """
    require("numbers.see")
    with looking() as look:
        return look.people(key, asked, part, of, after, limit)


def trend_now(key: str, asked: Asked, months: int = 24) -> tuple[Measured, ...]:
    """The metric month by month up to the day looked from, oldest first; months before the record begins are left out."""
    require("numbers.see")
    with looking() as look:
        return look.trend(key, asked, months)


@contextmanager
def looking(
    backend: BaseBackend | None = None, tables: Tables | None = None, sums: Sums | None = None
) -> Iterator[Look]:
    """A look at the lake for several questions; on an engine of its own unless one is given. `sums`: those to be followed."""
    # On DuckDB, whichever engine computes the board: starting Spark takes longer than a person waits. One for each look,
    # since requests run side by side and each leaves its views behind.
    own = backend or connect("duckdb", memory=MEMORY)
    try:
        yield Look(own, tables or open_tables(own), sums)
    finally:
        if backend is None:
            own.disconnect()


def metric_of(key: str) -> Metric:
    """The metric of this key. Raises UnknownMetric, which names what there is."""
    metric = EVERY.get(key)
    if metric is None:
        raise UnknownMetric(f"metric: {key!r} is not known; there are {', '.join(EVERY)}")
    return metric


class Look:
    """One look at the lake, of which any number of things may be asked."""

    def __init__(self, backend: BaseBackend, tables: Tables, sums: Sums | None = None) -> None:
        self.backend, self.tables, self.sums = backend, tables, sums
        board = latest()
        self.board_day = board.as_of if board else None
        self.since = board.first_day if board else None
        self.currency = board.currency if board else settings.REGULARS_CURRENCY
        self._entered: Entered | None = None

    def measured(self, asked: Asked) -> Answer:
        """Measure what is asked."""
        as_of = self._day(asked)
        named = span(asked.window, as_of)
        metrics = with_bases([metric_of(key) for key in asked.keys], EVERY)
        material = self._material(metrics, asked, named.window.last)
        compared = compared_with(named.window, asked.comparison)
        windows = (named.window,) if compared is None else (named.window, compared)
        found = figures(
            metrics,
            self._rows(metrics, material, windows, asked),
            windows,
            entered=material.entered,
            currency=self.currency,
            since=self.since,
        )
        told = material.entered
        wanted = {key: tuple(one for one in parts if one.key in asked.keys) for key, parts in found.items()}
        if ALL in wanted:
            return Answer(named, as_of, self.currency, wanted, entered=told)
        largest = sorted(wanted.items(), key=lambda part: (-_size(part[1][0]), part[0]))
        more = max(0, len(largest) - MOST_PARTS)
        return Answer(named, as_of, self.currency, dict(largest[:MOST_PARTS]), more, told)

    def trend(self, key: str, asked: Asked, months: int) -> tuple[Measured, ...]:
        """One metric over windows of a month each, oldest first."""
        return self.trends((key,), asked, months)[key]

    def trends(self, keys: Collection[str], asked: Asked, months: int) -> dict[str, tuple[Measured, ...]]:
        """Metrics over windows of a month each, oldest first; those of a grain share its one pass."""
        as_of = self._day(asked)
        metrics = with_bases([metric_of(key) for key in keys], EVERY)
        first = month_of(as_of)
        windows = [Window.of_days(first, as_of)] if as_of >= first else []
        windows += [Window(add_months(first, -n), add_months(first, 1 - n), 1) for n in range(1, months)]
        kept = [window for window in windows if self.since is None or window.end > self.since]
        if not kept:
            return dict.fromkeys(keys, ())
        wanted = replace(asked, by="")
        material = self._material(metrics, wanted, as_of)
        tables = self._rows(metrics, material, kept, wanted)
        points: dict[str, list[Measured]] = {key: [] for key in keys}
        for index, window in reversed(list(enumerate(kept))):
            rows = [[row | {"period": 0} for row in table if row["period"] == index] for table in tables]
            made = figures(metrics, rows, (window,), entered=material.entered, currency=self.currency)
            for one in made[ALL]:
                if one.key in points:
                    points[one.key].append(one)
        return {key: tuple(told) for key, told in points.items()}

    def people(self, key: str, asked: Asked, part: str, of: str, after: int, limit: int) -> list[int]:
        """The ids of the customers behind a metric."""
        metric = metric_of(key)
        if part not in {"", "counted", "rest"}:
            raise UnknownPart(f"people: {part!r} is not a part of a number; use counted or rest")
        window = span(asked.window, self._day(asked)).window
        material = self._material((metric,), asked, window.last)
        if material.entered.lacking(metric.asks, window.last):
            return []
        rows = people(metric, material, window)
        if of != ALL and "part" in rows.columns:
            rows = rows.filter(rows.part == of)
        if part:
            rows = rows.filter(rows.counted if part == "counted" else ~rows.counted)
        rows = rows.filter(rows.customer_id > after).select("customer_id").distinct().order_by("customer_id")
        ids: list[int] = fetch(self.backend, rows.limit(limit))["customer_id"].to_pylist()
        return ids

    def _day(self, asked: Asked) -> date:
        today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
        return asked.as_of or self.board_day or today

    def _rows(
        self, metrics: Sequence[Metric], material: Material, windows: Sequence[Window], asked: Asked
    ) -> list[list[dict[str, Any]]]:
        """The rows of each relation. Windows that do not follow each other are asked for one by one."""
        looked_at = [(0, windows)] if follow(windows) else [(index, (window,)) for index, window in enumerate(windows)]
        found = []
        for first, together in looked_at:
            rows_of = self._of_relations(metrics, material, together, asked)
            found += [[row | {"period": row["period"] + first} for row in rows] for rows in rows_of]
        return found

    def _read(self, relation: ir.Table) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = fetch(self.backend, relation).to_pylist()
        return rows

    def _of_relations(
        self, metrics: Sequence[Metric], material: Material, windows: Sequence[Window], asked: Asked
    ) -> list[list[dict[str, Any]]]:
        # Who is in a segment, and who has more than a fifth of all, is not told by the lines of a few.
        if self.sums is None or asked.segment is not None or not (asked.by == "" or asked.by in FOLLOWED):
            return [self._read(relation) for relation in measure(metrics, material, windows)]
        last = windows[0].last

        def of(tables: Tables) -> Material:
            by = parts_of(BREAKDOWNS[asked.by], tables, last) if asked.by else None
            return replace(material, tables=_named_tables(tables), by=by)

        return self.sums.measured(metrics, windows, of, (asked.by, last))

    def _material(self, metrics: Sequence[Metric], asked: Asked, last: date) -> Material:
        by = self._by(metrics, asked.by, last)
        among = None if asked.segment is None else members_table(asked.segment)
        told = self._known(metrics, last).for_segment(asked.segment)
        return Material(_named_tables(self.tables), self.currency, told, among, by, settings.REGULARS_TIME_ZONE)

    def _by(self, metrics: Sequence[Metric], by: str, last: date) -> Any:
        if not by:
            return None
        if by.startswith(SEGMENT):
            ids = [int(number) for number in by.removeprefix(SEGMENT).split(",") if number.isdigit()]
            if not ids:
                raise UnknownMetric(f"breakdown: {by!r} names no segment; write segment:1,2")
            return (
                ibis.union(*(_named(members_table(one), one) for one in ids))
                if len(ids) > 1
                else _named(members_table(ids[0]), ids[0])
            )
        breakdown = None if by in current().hidden else BREAKDOWNS.get(by)
        if breakdown is None:
            raise UnknownMetric(f"breakdown: {by!r} is not known; there are {', '.join(BREAKDOWNS)}")
        for metric in metrics:
            if not possible(metric, breakdown):
                raise UnknownMetric(f"breakdown: {metric.title} is not told by {breakdown.title.lower()}")
        return parts_of(breakdown, self.tables, last)

    def _known(self, metrics: Sequence[Metric], last: date) -> Entered:
        """What was entered, with what is estimated or usual where the metrics use it."""
        told = with_usual(entered()) if self._entered is None else self._entered
        if any("inactivity_days" in metric.uses for metric in metrics) and not told.has("inactivity_days"):
            between = self.sums.gaps(last) if self.sums else self._read(gaps(self.tables.orders, last))
            told = with_silence(told, *usual_gap(between))
        self._entered = told
        return told


def members_table(segment: int) -> ir.Table:
    """The customers of a segment as a table (customer_id)."""
    from regulars.understand.segments.queries import found, members_as_arrow  # noqa: PLC0415 - only where one is asked for

    if not found().filter(pk=segment).exists():
        raise UnknownMetric(f"segment: there is no segment {segment} that you may use")
    return ibis.memtable(members_as_arrow(segment))


def _named_tables(tables: Tables) -> dict[str, ir.Table]:
    return {name: getattr(tables, name) for name in ("orders", "lines", "interactions", "customers")}


def _named(table: ir.Table, segment: int) -> ir.Table:
    return table.select("customer_id", part=ibis.literal(str(segment)))


def _size(one: Measured) -> float:
    return float(one.denominator if one.denominator is not None and one.unit != "money" else one.numerator)
