"""Bringing a generation of the lake up to date with the database. Safe to be killed anywhere and begun again.

Every table keeps its own cursor, moved by the commit that adds its rows. After a kill the tables may stand at different
places: reading begins at the hindmost, and each takes only what lies behind its own. The two tables of people move last,
so whatever else a stretch of the record asks for (a reverted import, an erased person) is done, or done again, before they do.
Readers see none of it until the snapshot is pointed to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from regulars.store.lake import delta, orders, people, schemas
from regulars.store.lake.ahead import read_ahead
from regulars.store.lake.erased import read_anew
from regulars.store.lake.place import Lake, Snapshot
from regulars.store.lake.position import Position
from regulars.store.lake.reverted import take_back
from regulars.store.lake.source import Source
from regulars.store.lake.spill import Spill

# Lines of the record that make one commit: large enough for good files, small enough to lose little when killed.
ROWS = 1_000_000

# Called with the number of lines of the record that were read so far.
Progress = Callable[[int], None]


@dataclass(slots=True)
class Filled:
    """What a filling did: rows written to each table, rows taken out by reverted imports, and what is current now."""

    snapshot: Snapshot
    rows: dict[str, int] = field(default_factory=dict)
    removed: int = 0


def fill(source: Source, lake: Lake, generation: str, progress: Progress | None = None) -> Filled:
    """Read on from where each table stopped, to what the database safely has now."""
    tables = {name: delta.open_table(lake, generation, name) for name in schemas.TABLES}
    stood = {name: delta.position(table) for name, table in tables.items()}
    begin, heard = min(stood[name] for name in schemas.RECORD), min(stood[name] for name in schemas.PEOPLE)
    end = max(source.end(), begin)
    # Whom a stretch speaks of is gathered on the way, unless the people stand elsewhere than the record.
    touched = people.Touched(everybody=heard == Position())
    gather = touched if begin == heard else None
    filling = _Filling(source, lake, tables, stood, gather, progress or (lambda _: None))
    place = begin
    while place < end:
        until = source.cut(place, end, ROWS)
        filling.record(place, until)
        place = until
    removed = 0
    if end > heard:
        if gather is None:
            people.gather_between(source, heard, end, touched)
        removed = sum(take_back(tables, text) for text in touched.reverted)
        read_anew(source, tables, touched.erased, end)
        filling.rows |= people.refresh(source, tables, touched, end)
    versions = {name: table.version() for name, table in tables.items()}
    return Filled(Snapshot(generation, versions, end), filling.rows, removed)


class _Filling:
    """Adds stretches of the record to the three tables made from it, to each what it does not have yet."""

    def __init__(
        self,
        source: Source,
        lake: Lake,
        tables: dict[str, DeltaTable],
        stood: dict[str, Position],
        gather: people.Touched | None,
        progress: Progress,
    ) -> None:
        self.source, self.lake, self.tables, self.stood = source, lake, tables, stood
        self.gather, self.progress = gather, progress
        self.rows = dict.fromkeys(schemas.TABLES, 0)
        self.read = 0

    def record(self, after: Position, until: Position) -> None:
        """Add the lines behind `after` up to `until`."""
        folder = self.lake.root
        with (
            Spill(folder / "orders.spill", schemas.ORDERS) as made_orders,
            Spill(folder / "lines.spill", schemas.LINES) as made_lines,
        ):
            stretch = self._read(after, until, made_orders, made_lines)
            if until > self.stood["interactions"]:
                self._append("interactions", pa.RecordBatchReader.from_batches(schemas.INTERACTIONS, stretch), until)
            else:
                for _ in stretch:
                    continue
            for name, spill in (("orders", made_orders), ("lines", made_lines)):
                if spill.rows:
                    self._append(name, spill.read(), until)
                    self.rows[name] += spill.rows
                elif until > self.stood[name]:
                    delta.move(self.tables[name], until)
                    self.stood[name] = until

    def _append(self, name: str, rows: pa.RecordBatchReader, until: Position) -> None:
        delta.append(self.tables[name], rows, until)
        self.stood[name] = until

    def _read(
        self, after: Position, until: Position, made_orders: Spill, made_lines: Spill
    ) -> Iterator[pa.RecordBatch]:
        """The interactions to be added, while orders and lines are worked out and set aside."""
        stood = dict(self.stood)
        for batch in read_ahead(self.source.interactions(after, until)):
            if self.gather is not None:
                self.gather.read(batch)
            made = orders.derive(_behind(batch, min(stood["orders"], stood["lines"])))
            made_orders.add(_made_behind(made[0], batch, stood["orders"]))
            made_lines.add(_made_behind(made[1], batch, stood["lines"]))
            fresh = _behind(batch, stood["interactions"])
            self.rows["interactions"] += len(fresh)
            self.read += len(batch)
            self.progress(self.read)
            yield fresh.select(schemas.INTERACTIONS.names)


def _made_behind(made: pa.RecordBatch, batch: pa.RecordBatch, place: Position) -> pa.RecordBatch:
    """Of the rows made from `batch`, those that came from lines behind `place`."""
    fresh = _behind(batch, place)
    return (
        made if len(fresh) == len(batch) else made.filter(pc.is_in(made.column("interaction_id"), fresh.column("id")))
    )


def _behind(batch: pa.RecordBatch, place: Position) -> pa.RecordBatch:
    """The lines of `batch` that lie behind `place`."""
    transaction, pk = batch.column("transaction_id"), batch.column("id")
    later = pc.greater(transaction, place.transaction)
    same = pc.and_(pc.equal(transaction, place.transaction), pc.greater(pk, place.interaction))
    behind = pc.or_(later, same)
    return batch if pc.all(behind).as_py() else batch.filter(behind)
