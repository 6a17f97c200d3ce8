"""Draws a journey from the lake's tables. Loaded by whoever computes, never by a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir

from regulars.store.engine.fetch import fetch
from regulars.store.engine.views import kept
from regulars.timeline.names import CHANNELS
from regulars.understand.journeys import events, mood, rounds
from regulars.understand.journeys import leaving as fates
from regulars.understand.journeys.definition import Definition
from regulars.understand.journeys.figures import Leaving, Map, Met, Mood, Path, Way
from regulars.understand.journeys.pains import pains
from regulars.understand.journeys.preceding import leaving
from regulars.understand.metrics.grains import within
from regulars.understand.metrics.window import Window

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables

PATHS = 40
# The tree of beginnings: this deep, and no branch that fewer than these took.
LEVELS = 5
BRANCHES = 120
Row = dict[str, Any]


def draw(
    backend: BaseBackend,
    tables: Tables,
    definition: Definition,
    window: Window,
    *,
    now: datetime,
    currency: str,
    channel: str = "",
    among: ir.Table | None = None,
    told: Callable[[int], object] = bool,
) -> Map:
    """The journey over `window`; `told` is called with the index of each of `figures.STEPS` as it begins."""
    return _Drawing(backend, tables, definition, window, currency, channel, among, told).drawn(now)


class _Drawing:
    def __init__(
        self,
        backend: BaseBackend,
        tables: Tables,
        definition: Definition,
        window: Window,
        currency: str,
        channel: str,
        among: ir.Table | None,
        told: Callable[[int], object],
    ) -> None:
        self.backend, self.tables, self.definition, self.window = backend, tables, definition, window
        self.currency, self.channel, self.among, self.told = currency, channel, among, told
        self.keys = [point.key for point in definition.touchpoints]

    def rows(self, table: ir.Table) -> list[Row]:
        found: list[Row] = fetch(self.backend, table).to_pylist()
        return found

    def drawn(self, now: datetime) -> Map:
        """The map."""
        self.told(0)
        seen = events.events(
            self.tables.interactions, self.tables.lines, self.definition, self.window,
            channel=self.channel, among=self.among,
        )  # fmt: skip
        seen = kept(self.backend, seen)
        steps = kept(self.backend, events.steps(seen, self.definition, self.window))
        self.told(1)
        persons = kept(self.backend, rounds.per_person(steps, self.definition))
        [size] = self.rows(persons.aggregate(people=persons.customer_id.nunique()))
        self.told(2)
        ways = self._ways(steps)
        began, paths, beginnings = self._paths(steps)
        self.told(3)
        met = self._met(steps, persons, self._moods(seen))
        self.told(4)
        return Map(
            window=self.window,
            computed_at=now,
            lake_version=self.tables.version,
            currency=self.currency,
            people=size["people"] or 0,
            visits=sum(each.visits for each in met),
            began=began,
            touchpoints=met,
            ways=ways,
            paths=paths,
            beginnings=beginnings,
            pains=pains(self.definition, met),
            leaving=self._leaving(steps),
        )

    def _ways(self, steps: ir.Table) -> tuple[Way, ...]:
        found = [
            Way(self.keys[row["prev"]], self.keys[row["touch"]], row["times"], row["people"], row["median"], row["p90"])
            for row in self.rows(rounds.transitions(steps))
        ]
        return tuple(sorted(found, key=lambda way: (-way.times, way.before, way.after)))

    def _paths(self, steps: ir.Table) -> tuple[int, tuple[Path, ...], tuple[Path, ...]]:
        counted = kept(self.backend, rounds.counted_paths(rounds.paths(rounds.placed(steps))))
        [size] = self.rows(counted.aggregate(times=counted.times.sum()))
        top = counted.order_by(counted.times.desc(), counted.path, counted.long).limit(PATHS)
        paths = [Path(self._touches(r["path"]), r["times"], r["people"], r["long"]) for r in self.rows(top)]
        tree: dict[tuple[int, ...], int] = {}
        for length in range(1, LEVELS + 1):
            cut = rounds.beginnings(counted, length)
            for row in self.rows(cut.order_by(cut.times.desc(), cut.path).limit(BRANCHES)):
                touches = self._touches(row["path"])
                # A shorter path is one that ended: the level above counted it among those that came this far.
                if len(touches) == length:
                    tree[touches] = row["times"]
        branches = sorted(tree.items(), key=lambda branch: (len(branch[0]), -branch[1], branch[0]))
        ranked = sorted(paths, key=lambda path: (-path.times, path.touches, path.long))
        return size["times"] or 0, tuple(ranked), tuple(Path(touches, times, 0) for touches, times in branches)

    def _touches(self, path: int) -> tuple[int, ...]:
        return tuple(self.keys[index] for index in rounds.digits(path))

    def _moods(self, seen: ir.Table) -> dict[int, list[Row]]:
        given = kept(self.backend, mood.answers(self.tables.interactions, self.window, among=self.among))
        found: dict[int, list[Row]] = {}
        for row in self.rows(mood.moods(mood.attributed(seen, given, self.definition))):
            found.setdefault(row["touch"], []).append(row)
        return found

    def _met(self, steps: ir.Table, persons: ir.Table, moods: dict[int, list[Row]]) -> tuple[Met, ...]:
        by_touch: dict[int, list[Row]] = {}
        for row in self.rows(rounds.touchpoints(steps, self.definition)):
            by_touch.setdefault(row["touch"], []).append(row)
        waits = {row["touch"]: row for row in self.rows(rounds.waits(steps))}
        orders = self.tables.orders.filter(within(self.tables.orders, self.window))
        people = {row["touch"]: row for row in self.rows(rounds.people(persons, orders, self.currency))}
        return tuple(
            self._one(index, by_touch.get(index, []), waits.get(index), people.get(index), moods.get(index, []))
            for index in range(len(self.keys))
        )

    def _one(self, index: int, parts: list[Row], wait: Row | None, people: Row | None, moods: list[Row]) -> Met:
        if not parts or people is None:
            return Met(self.keys[index])
        sums = {name: sum(part[name] for part in parts) for name in ("visits", "begins", "left", "going", "moved")}
        over = tuple(sum(part[f"over_{n}"] for part in parts) for n in range(len(self.definition.thresholds)))
        patience = self.definition.touchpoints[index].patience_hours
        late = 0 if patience is None else over[self.definition.thresholds.index(round(patience * 3600))]
        other = {row["kind"]: row for row in moods if row["kind"] in {mood.COMPLAINT, mood.CONTACT}}
        complaints = other.get(mood.COMPLAINT, {"n": 0, "people": 0})
        names = (*CHANNELS, "other")
        channels = sorted(((names[part["channel"]], part["visits"]) for part in parts), key=lambda c: (-c[1], c[0]))
        return Met(
            key=self.keys[index],
            **sums,
            people=people["people"],
            left_people=people["left_people"],
            median=wait["median"] if wait else None,
            p90=wait["p90"] if wait else None,
            over=over,
            late=late,
            late_people=people["late_people"],
            lost_hours=float(people["lost_seconds"] or 0) / 3600,
            spent_left=float(people["spent_left"] or 0),
            spent_on=float(people["spent_on"] or 0),
            moods=tuple(
                Mood(row["kind"], row["n"], row["total"] / row["n"], row["bad"], row["bad_people"])
                for row in sorted(moods, key=lambda row: str(row["kind"]))
                if row["kind"] in mood.SCALES
            ),
            complaints=complaints["n"],
            complained_people=complaints["people"],
            contacts=complaints["n"] + other.get(mood.CONTACT, {"n": 0})["n"],
            channels=tuple(channels),
        )

    def _leaving(self, steps: ir.Table) -> Leaving | None:
        """Who left: not seen for a pause. Looked at over two pauses before, where the window is long enough for it."""
        after = self.definition.pause_days
        before = min(2 * after, (self.window.end - self.window.start).days - after)
        if before < after / 2:
            return None
        until = events.seconds(self.window.end)
        spans = {"before": before, "after": after}
        [everybody] = self.rows(fates.everybody(steps, until, **spans))
        rows = self.rows(fates.precedents(steps, self.definition, until, **spans))
        rows.sort(key=lambda row: (row["touch"], -1 if row["prev"] is None else row["prev"]))
        return leaving(self.definition, everybody, rows, self.window.end, **spans)


def of_people(ids: list[int]) -> ir.Table:
    """These customers as the relation `among`."""
    import pyarrow as pa  # noqa: PLC0415 - beside the engine's libraries

    return ibis.memtable(pa.table({"customer_id": pa.array(ids, pa.int64())}))
