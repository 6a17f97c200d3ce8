"""The customers behind a mark of a map, asked of the engine. Loaded only once somebody asks.

Everything here is about one customer at a time, so a page of people looks at a stretch of ids, and at more of them until
it is full: the first page of a company of a million costs little more than one of a thousand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ibis.expr.types as ir

from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.store.engine.tables import Tables, open_tables
from regulars.understand.journeys import events, mood, rounds
from regulars.understand.journeys.compute import of_people
from regulars.understand.journeys.definition import Definition
from regulars.understand.metrics.window import Window

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

# A page is one look at one mark; it must leave memory to the server it runs in.
_MEMORY = "512MB"
# The first stretch of ids, and by how much the next one is longer.
_STRETCH, _LONGER = 20_000, 8

Stretch = tuple[int, int]


class UnknownMark(ValueError):
    """People were asked for by something a map does not show; the text names it."""


def behind(
    definition: Definition, window: Window, channel: str, among: list[int] | None, mark: str, after: int, limit: int
) -> list[int]:
    """Up to `limit` customer ids behind `after`. Raises UnknownMark."""
    relation = relation_of(definition, window, channel, mark)
    backend = connect("duckdb", memory=_MEMORY)
    try:
        return _pages(backend, open_tables(backend), relation, among, after, limit)
    finally:
        backend.disconnect()


Relation = Callable[[Tables, Stretch, ir.Table | None], ir.Table]


def _pages(
    backend: BaseBackend, tables: Tables, relation: Relation, among: list[int] | None, after: int, limit: int
) -> list[int]:
    rows = tables.interactions
    [last] = fetch(backend, rows.aggregate(most=rows.customer_id.max())).to_pylist()
    chosen = None if among is None else of_people(among)
    found: list[int] = []
    first, length = after + 1, _STRETCH
    while len(found) < limit and first <= (last["most"] or 0):
        stretch = (first, first + length - 1)
        ids = relation(tables, stretch, chosen).select("customer_id").distinct().order_by("customer_id")
        found += fetch(backend, ids.limit(limit - len(found)))["customer_id"].to_pylist()
        first, length = first + length, length * _LONGER
    return found


def relation_of(definition: Definition, window: Window, channel: str, mark: str) -> Relation:
    """The relation `customer_id` of a mark. Raises UnknownMark."""
    kind, _, of = mark.partition(":")
    place = {point.key: index for index, point in enumerate(definition.touchpoints)}
    try:
        touches = [place[int(key)] for key in of.replace(":", ".").split(".")]
    except (ValueError, KeyError) as error:
        raise UnknownMark(f"mark: this journey has no touchpoint {of!r}") from error
    wanted = _MARKS.get(kind)
    if wanted is None or (kind != "path" and len(touches) != (2 if kind == "way" else 1)):
        raise UnknownMark(f"mark: {mark!r} is nothing that a map shows")
    if len(touches) > rounds.DEPTH:
        raise UnknownMark(f"mark: a path is followed for {rounds.DEPTH} touchpoints")

    def relation(tables: Tables, stretch: Stretch, among: ir.Table | None) -> ir.Table:
        seen = events.events(
            tables.interactions, tables.lines, definition, window, channel=channel, among=among, people=stretch
        )
        if kind in _TOLD:
            given = mood.answers(tables.interactions, window, among=among, people=stretch)
            told = mood.attributed(seen, given, definition)
            about = told.filter(told.touch == touches[0])
            return about.filter(about.kind == mood.COMPLAINT) if kind == "complained" else about.filter(about.bad)
        return wanted(events.steps(seen, definition, window), definition, touches)

    return relation


def _met(steps: ir.Table, definition: Definition, touches: list[int]) -> ir.Table:
    return steps.filter(steps.touch == touches[0])


def _left(steps: ir.Table, definition: Definition, touches: list[int]) -> ir.Table:
    return steps.filter(steps.touch == touches[0], steps.closes, steps.left)


def _late(steps: ir.Table, definition: Definition, touches: list[int]) -> ir.Table:
    persons = rounds.per_person(steps.filter(steps.touch == touches[0]), definition)
    return persons.filter(persons.late > 0)


def _way(steps: ir.Table, definition: Definition, touches: list[int]) -> ir.Table:
    return steps.filter(steps.opens, steps.prev == touches[0], steps.touch == touches[1])


def _path(steps: ir.Table, definition: Definition, touches: list[int]) -> ir.Table:
    found = rounds.paths(rounds.placed(steps))
    return found.filter(found.path % rounds.BASE ** len(touches) == rounds.number(tuple(touches)))


_TOLD = frozenset({"complained", "unhappy"})
_MARKS: dict[str, Any] = {
    "met": _met, "left": _left, "late": _late, "way": _way, "path": _path, "complained": _met, "unhappy": _met,
}  # fmt: skip
