"""What a stretch of the record brought: the lines of everybody it speaks of, as they were before it and as they are after.

Whoever keeps sums over customers needs no more to bring them up to date. The lines are read from the database by the
index of its customers, so this takes as long as the stretch is, however large the lake.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from deltalake import DeltaTable

from regulars.store.lake import orders, schemas
from regulars.store.lake.here import our_lake, our_source
from regulars.store.lake.people import ERASED, REVERTED
from regulars.store.lake.place import Lake, Snapshot
from regulars.store.lake.position import Position
from regulars.store.lake.source import IDS, Source

# Beyond these, looking at everybody is quicker.
MOST_LINES, MOST_PEOPLE, MOST_READ = 50_000, 20_000, 1_000_000
# Lines after which older lines are not what they were.
REWRITING = frozenset({*ERASED, REVERTED})

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of the record, orders, lines of orders, and customers: `before` and `after` hold them by table, each row
    given to the customer it belonged to then. `customer_ids`: those the rows belong to now, and did before; `names`: of the
    new lines."""

    before: dict[str, pa.Table]
    after: dict[str, pa.Table]
    customer_ids: tuple[int, ...]
    names: frozenset[str]


def stretch(
    since: Snapshot,
    until: Snapshot,
    source: Source | None = None,
    lake: Lake | None = None,
    passing: Collection[str] = (),
) -> Stretch | None:
    """What came between two looks at the lake. None where it cannot be told or is too much to be worth it.

    It cannot be told where lines were taken out or stripped, or where the files of the earlier look are gone. The house's
    own lines of the names in `passing` are of no interest: nobody is among the few for their sake.
    """
    lake = lake or our_lake()
    if since.generation != until.generation or since.position > until.position:
        return None
    with source or our_source() as database:
        fresh = _gathered(database.interactions(since.position, until.position, passing), MOST_LINES)
        if fresh is None or not REWRITING.isdisjoint(names := set(pc.unique(fresh["name"]).to_pylist())):
            return None
        was, now = _links(lake, since), _links(lake, until)
        if was is None or now is None:
            return None
        parts = _people(pc.unique(fresh["customer_id"].drop_null()).to_numpy(), was, now)
        if len(parts) > MOST_PEOPLE:
            return None
        told = _lines_of(database, parts, until.position)
        if told is None:
            return None
    people = [_customers(lake, look, parts) for look in (since, until)]
    if people[0] is None or people[1] is None:
        return None
    nameless = fresh.filter(pc.is_null(fresh["customer_id"]))
    old = told.filter(pc.invert(_behind(told, since.position)))
    return Stretch(
        before=_looked(old, people[0], was),
        after=_looked(pa.concat_tables([told, nameless]), people[1], now),
        customer_ids=tuple(np.union1d(was.roots(parts), now.roots(parts)).tolist()),
        names=frozenset(names),
    )


@dataclass(frozen=True, slots=True)
class _Links:
    """Who turned out to be whom: parts, in order, and of each its root."""

    part: Ids
    root: Ids

    def roots(self, ids: Ids) -> Ids:
        """Of each the customer they belong to: themselves where they were not merged."""
        if not len(self.part):
            return ids
        at = np.minimum(np.searchsorted(self.part, ids), len(self.part) - 1)
        return np.where(self.part[at] == ids, self.root[at], ids)

    def parts_of(self, roots: Ids) -> Ids:
        """Everybody merged into one of them."""
        return self.part[np.isin(self.root, roots)]


def _read(lake: Lake, snapshot: Snapshot, columns: list[str], among: ds.Expression) -> pa.Table | None:
    """Customers as they were at a look; None where that is too long ago."""
    path = str(lake.table(snapshot.generation, "customers"))
    try:
        table = DeltaTable(path, version=snapshot.versions["customers"])
        return table.to_pyarrow_dataset().to_table(columns=columns, filter=among)
    # Files of an earlier version are removed some time after; each layer says so in its own way.
    except Exception:  # noqa: BLE001 -- whoever asks looks at everybody then
        return None


def _customers(lake: Lake, snapshot: Snapshot, parts: Ids) -> pa.Table | None:
    return _read(lake, snapshot, schemas.CUSTOMERS.names, ds.field("id").isin(pa.array(parts, pa.int64())))


def _links(lake: Lake, snapshot: Snapshot) -> _Links | None:
    read = _read(lake, snapshot, ["id", "merged_into_id"], ds.field("merged_into_id").is_valid())
    if read is None:
        return None
    part, root = (read[name].to_numpy().astype(np.int64, copy=False) for name in ("id", "merged_into_id"))
    order = np.argsort(part)
    return _Links(part[order], root[order])


def _people(heard: Ids, was: _Links, now: _Links) -> Ids:
    """All parts of everybody who was heard or is another than before, then and now."""
    linked = np.union1d(was.part, now.part)
    turned = linked[was.roots(linked) != now.roots(linked)]
    spoken_of = np.union1d(heard, turned)
    roots = np.union1d(was.roots(spoken_of), now.roots(spoken_of))
    return np.union1d(roots, np.union1d(was.parts_of(roots), now.parts_of(roots)))


def _lines_of(source: Source, parts: Ids, until: Position) -> pa.Table | None:
    """All lines of these people; None where they are many."""
    listed = (parts[start : start + IDS].tolist() for start in range(0, len(parts), IDS))
    return _gathered((batch for ids in listed for batch in source.lines_of(ids, until)), MOST_READ)


def _gathered(batches: Iterable[pa.RecordBatch], most: int) -> pa.Table | None:
    schema = schemas.INTERACTIONS.append(pa.field("transaction_id", pa.int64()))
    found: list[pa.RecordBatch] = []
    read = 0
    for batch in batches:
        found.append(batch)
        read += len(batch)
        if read > most:
            return None
    return pa.Table.from_batches(found, schema)


def _behind(lines: pa.Table, place: Position) -> pa.ChunkedArray:
    transaction, pk = lines["transaction_id"], lines["id"]
    same = pc.and_(pc.equal(transaction, place.transaction), pc.greater(pk, place.interaction))
    return pc.or_(pc.greater(transaction, place.transaction), same)


def _looked(lines: pa.Table, people: pa.Table, links: _Links) -> dict[str, pa.Table]:
    """The tables of a look at the lake in which nothing else was told."""
    made = [orders.derive(batch) for batch in lines.combine_chunks().to_batches()]
    found = {
        "interactions": lines.select(schemas.INTERACTIONS.names),
        "orders": pa.Table.from_batches([batch for batch, _ in made], schemas.ORDERS),
        "lines": pa.Table.from_batches([batch for _, batch in made], schemas.LINES),
    }
    return {name: _resolved(rows, links) for name, rows in found.items()} | {"customers": people}


def _resolved(rows: pa.Table, links: _Links) -> pa.Table:
    ids = rows["customer_id"]
    empty = ids.is_null().to_numpy()
    roots = links.roots(ids.fill_null(0).to_numpy().astype(np.int64, copy=False))
    at = rows.schema.get_field_index("customer_id")
    return rows.set_column(at, rows.schema.field(at), pa.array(roots, pa.int64(), mask=empty))
