"""Comparing the lake with the database, row by row as far as count and sums can tell, and naming the place of a difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from regulars.store.lake import delta, orders, people, schemas
from regulars.store.lake.ahead import read_ahead
from regulars.store.lake.conversion import conform, ten_thousandths
from regulars.store.lake.here import our_lake, our_source
from regulars.store.lake.lock import writing
from regulars.store.lake.place import Lake, current
from regulars.store.lake.position import Position
from regulars.store.lake.source import Source

# Ids that are compared together.
RANGE = 100_000


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows whose ids lie from `first` to `last` are not the same in the lake and in the database.

    `column` is the first one whose sum differs; "rows" when even their number does.
    """

    table: str
    first: int
    last: int
    column: str
    in_database: int
    in_lake: int

    def __str__(self) -> str:
        what = "the number of rows" if self.column == "rows" else f"the sum of {self.column}"
        place = f"{self.table}, ids {self.first} to {self.last}"
        return f"{place}: {what} is {self.in_database} in the database and {self.in_lake} in the lake"


def check(source: Source | None = None, lake: Lake | None = None) -> list[Difference]:
    """Compare every table with the database as of the place the lake has read to. An empty list: they are the same."""
    lake = lake or our_lake()
    with writing(lake), source or our_source() as database:
        now = current(lake)
        if now is None:
            return []
        kept = _record_sums(database, now.position)
        # Whoever was spoken of since is newer in the database, and rightly so.
        since = people.Touched()
        people.gather_between(database, now.position, database.end(), since)
        aside = None if since.everybody else pa.array(sorted(since.ids), pa.int64())
        if aside is not None:
            kept["customers"] = _sums(database.customers(), "customers", aside)
            kept["identities"] = _sums(database.identities(), "identities", aside)
        found: list[Difference] = []
        for name, expected in kept.items():
            table = delta.open_table(lake, now.generation, name)
            table.load_as_version(now.versions[name])
            leave = aside if name in schemas.PEOPLE else None
            found.extend(_compare(name, expected, _sums(delta.batches(table), name, leave)))
        return found


_Sums = dict[int, dict[str, int]]


def _record_sums(source: Source, until: Position) -> dict[str, _Sums]:
    """Orders and lines are worked out anew, so a wrong row of theirs is found too."""
    kept: dict[str, _Sums] = {name: defaultdict(dict) for name in schemas.RECORD}
    for batch in read_ahead(source.interactions(Position(), until)):
        made = orders.derive(batch)
        for name, part in {"interactions": batch, "orders": made[0], "lines": made[1]}.items():
            _add(kept[name], [part], name)
    return kept


def _sums(batches: Iterable[pa.RecordBatch], name: str, aside: pa.Array | None) -> _Sums:
    sums: _Sums = defaultdict(dict)
    _add(sums, _without(batches, name, aside), name)
    return sums


def _without(batches: Iterable[pa.RecordBatch], name: str, aside: pa.Array | None) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if aside is None or len(aside) == 0:
            yield batch
            continue
        owner = batch.column("id" if name == "customers" else "customer_id")
        spoken_of = pc.is_in(owner, aside)
        if name == "customers":
            spoken_of = pc.or_(spoken_of, pc.is_in(batch.column("merged_into_id"), aside))
        yield batch.filter(pc.invert(spoken_of))


def _add(sums: _Sums, batches: Iterable[pa.RecordBatch], name: str) -> None:
    """Add count and wrapped sums of every column to the id ranges. Rows may come in any order."""
    schema = schemas.TABLES[name]
    for batch in batches:
        if len(batch) == 0:
            continue
        rows = conform(batch, schema)
        ranges = rows.column(schemas.PLACE[name]).to_numpy() // RANGE
        order = np.argsort(ranges, kind="stable")
        starts = np.flatnonzero(np.diff(ranges[order], prepend=-1))
        counts = np.diff(np.append(starts, len(order)))
        columns = {field.name: np.add.reduceat(_number(rows.column(field.name))[order], starts) for field in schema}
        for index, place in enumerate(ranges[order][starts].tolist()):
            held = sums[place]
            held["rows"] = held.get("rows", 0) + int(counts[index])
            for column, values in columns.items():
                # Sums wrap around at 64 bits on both sides alike.
                held[column] = (held.get(column, 0) + int(values[index])) & 0xFFFF_FFFF_FFFF_FFFF


def _number(column: pa.Array) -> np.ndarray[Any, Any]:
    """A whole number for each value, such that equal values give equal numbers: nulls 0, texts their length."""
    kind = column.type
    if pa.types.is_string(kind):
        column = pc.binary_length(column)
    elif pa.types.is_decimal(kind):
        column = ten_thousandths(column)
    elif pa.types.is_timestamp(kind):
        column = column.cast(pa.int64())
    elif pa.types.is_date(kind):
        column = column.cast(pa.int32())
    numbers: np.ndarray[Any, Any] = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    return numbers


def _compare(name: str, database: _Sums, lake: _Sums) -> list[Difference]:
    found = []
    for place in sorted(set(database) | set(lake)):
        expected, present = database.get(place, {}), lake.get(place, {})
        for column in ["rows", *schemas.TABLES[name].names]:
            here, there = expected.get(column, 0), present.get(column, 0)
            if here != there:
                found.append(Difference(name, place * RANGE, place * RANGE + RANGE - 1, column, here, there))
                break
    return found
