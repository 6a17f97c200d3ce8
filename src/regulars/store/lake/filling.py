"""Bringing a generation of the lake up to date with the database. Safe to be killed anywhere and begun again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from regulars.store.lake import delta, orders, people, schemas
from regulars.store.lake.place import Lake, Snapshot
from regulars.store.lake.position import Position
from regulars.store.lake.source import Source

# Called with the number of lines of the record that were read so far.
Progress = Callable[[int], None]


@dataclass(slots=True)
class Filled:
    """What a filling did: rows written to each table, rows taken out by reverted imports, and what is current now."""

    snapshot: Snapshot
    rows: dict[str, int] = field(default_factory=dict)
    removed: int = 0


class _Undoing(msgspec.Struct, gc=False):
    """`import.reverted`: whose lines left, and between which ids. Told in `changes`, or beside it."""

    changes: dict[str, object] = {}
    first: int = 0
    last: int = 0
    actor: str = ""


def fill(source: Source, lake: Lake, generation: str, progress: Progress | None = None) -> Filled:
    """Read on from where each table stopped, to what the database safely has now.

    Every table keeps its own cursor, moved by the commit that adds its rows. After a kill the tables may stand at
    different places: reading begins at the hindmost, and each takes only what lies behind its own.
    """
    tables = {name: delta.open_table(lake, generation, name) for name in schemas.TABLES}
    stood = {name: delta.position(table) for name, table in tables.items()}
    end = source.end()
    begin = min(stood[name] for name in schemas.RECORD)
    filled = Filled(Snapshot(generation, {}, begin), dict.fromkeys(schemas.TABLES, 0))
    place, read = begin, 0
    for piece in source.interactions(begin, end):
        place = Position(piece["transaction"][-1].as_py(), piece["id"][-1].as_py())
        filled.removed += _take_back(piece, tables)
        _record(piece, place, tables, stood, filled.rows)
        read += len(piece)
        if progress:
            progress(read)
    heard = min(stood[name] for name in schemas.PEOPLE)
    if place > heard:
        touched = people.touched_between(source, heard, Position(place.transaction, place.interaction + 1))
        filled.rows |= people.refresh(source, tables, touched, place)
    filled.snapshot = Snapshot(generation, {name: table.version() for name, table in tables.items()}, place)
    return filled


def _record(
    piece: pa.Table, place: Position, tables: dict[str, DeltaTable], stood: dict[str, Position], rows: dict[str, int]
) -> None:
    """Add a piece of the record to the three tables made from it, to each what it does not have yet."""
    made = dict(
        zip(("orders", "lines"), orders.derive(_behind(piece, min(stood["orders"], stood["lines"]))), strict=True)
    )
    for name, schema in schemas.RECORD.items():
        if name == "interactions":
            part = _behind(piece, stood[name]).select(schema.names)
        else:
            # Told by the interaction they came from.
            part = made[name]
            fresh = _behind(piece, stood[name])
            if len(fresh) < len(piece):
                part = part.filter(pc.is_in(part["interaction_id"], fresh["id"].combine_chunks()))
        if place > stood[name]:
            delta.append(tables[name], part, place)
            stood[name] = place
            rows[name] += len(part)


def _behind(piece: pa.Table, place: Position) -> pa.Table:
    """The lines of `piece` that lie behind `place`."""
    if place == Position():
        return piece
    transaction, pk = piece["transaction"], piece["id"]
    later = pc.greater(transaction, place.transaction)
    same = pc.and_(pc.equal(transaction, place.transaction), pc.greater(pk, place.interaction))
    return piece.filter(pc.or_(later, same))


def _take_back(piece: pa.Table, tables: dict[str, DeltaTable]) -> int:
    """Take out what the imports of this piece's `import.reverted` lines had put in. Doing it again does nothing.

    An import's lines and its undoing are never read in one piece: where the undoing is there, the lines are gone.
    """
    removed = 0
    for text in piece.filter(pc.equal(piece["name"], people.REVERTED))["properties"].to_pylist():
        undoing = msgspec.json.decode(text, type=_Undoing, strict=False)
        told = undoing.changes.get("actor")
        actor = undoing.actor or str(told[0] if isinstance(told, list) else told or "")
        first = undoing.first or _number(undoing.changes.get("first"))
        last = undoing.last or _number(undoing.changes.get("last"))
        if not actor or not last:
            continue
        quoted = actor.replace("'", "''")
        for name in schemas.RECORD:
            place = schemas.PLACE[name]
            removed += delta.remove(tables[name], f"{place} BETWEEN {first} AND {last} AND actor = '{quoted}'")
    return removed


def _number(told: object) -> int:
    """The number in `value` or in `[value, None]`."""
    value = told[0] if isinstance(told, list) and told else told
    return int(value) if isinstance(value, int | str) and str(value).isdigit() else 0
