"""Keeping customers and identities: the rows of everybody the record spoke of since, replaced by what they are now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from regulars.store.lake import delta, schemas
from regulars.store.lake.conversion import text_of
from regulars.store.lake.position import Position
from regulars.store.lake.source import Source

# Lines that change whose rows are whose: they name the row that came or went beside the customer.
JOINED = ("customer.joined", "customer.merged", "customer.parted")
REVERTED = "import.reverted"
# Lines after which lines of others are not what they were when they were read.
ERASED = ("customer.erased", "retention.applied")
TELLING = (*JOINED, REVERTED, *ERASED)
# Beyond this many people, copying all of them is quicker than finding each.
_MANY = 100_000


class _Change(msgspec.Struct, gc=False):
    changes: dict[str, list[Any]] = {}


_decode = msgspec.json.Decoder(_Change, strict=False).decode


@dataclass(slots=True)
class Touched:
    """Whom a stretch of the record speaks of; `everybody` when it cannot be told or is not worth telling.

    `reverted` holds the properties of its `import.reverted` lines, `erased` whose lines were stripped of what is personal.
    """

    ids: set[int] = field(default_factory=set)
    everybody: bool = False
    reverted: list[str] = field(default_factory=list)
    erased: set[int] = field(default_factory=set)

    def read(self, batch: pa.RecordBatch) -> None:
        """Lines with customer_id, name and properties."""
        self.add(batch.column("customer_id"))
        telling = batch.filter(pc.is_in(batch.column("name"), pa.array(TELLING)))
        self.note(telling.column("name"), telling.column("properties"))

    def add(self, customer_ids: pa.Array) -> None:
        """Customers spoken of; nulls and repetitions are allowed."""
        if self.everybody:
            return
        self.ids.update(pc.unique(customer_ids.drop_null()).to_pylist())
        if len(self.ids) > _MANY:
            self.everybody = True
            self.ids.clear()

    def note(self, names: pa.Array, properties: pa.Array) -> None:
        """Lines that speak of more than their customer."""
        for name, text in zip(names.to_pylist(), properties.to_pylist(), strict=True):
            if name == REVERTED:
                # Whom an import had made is gone without a trace.
                self.everybody = True
                self.reverted.append(text)
            elif name in ERASED:
                changes = _decode(text).changes
                theirs = [int(pk) for what in ("parts", "mentioned") for pk in changes.get(what, [[]])[0]]
                self.ids.update(theirs)
                self.erased.update(theirs)
            else:
                told = _decode(text).changes
                self.ids.update(int(part) for name in ("visitor", "part") for part in told.get(name, ()) if part)


def gather_between(source: Source, after: Position, until: Position, touched: Touched) -> None:
    """Add everybody the record speaks of between two places, asking the database."""
    touched.reverted.clear()
    for batch in source.heard_between(after, until, TELLING):
        if len(batch):
            touched.note(batch.column("name"), text_of(batch.column("properties")))
    if not touched.everybody:
        for batch in source.heard_between(after, until):
            if len(batch):
                touched.add(batch.column("customer_id"))


def refresh(source: Source, tables: dict[str, DeltaTable], touched: Touched, to: Position) -> dict[str, int]:
    """Bring `customers` and `identities` up to date and move their cursors to `to`. Returns rows written to each."""
    if touched.everybody:
        return {
            "customers": _copy(tables["customers"], schemas.CUSTOMERS, source.customers(), to),
            "identities": _copy(tables["identities"], schemas.IDENTITIES, source.identities(), to),
        }
    ids = np.array(sorted(touched.ids), dtype=np.int64)
    customers = _table(source.customers(ids), schemas.CUSTOMERS)
    asked = pa.array(ids)
    _replace(tables["customers"], customers, asked, to)
    # Those who were merged into one of them came along and may have identities too.
    everyone = np.union1d(ids, customers["id"].to_numpy())
    identities = _table(source.identities(everyone), schemas.IDENTITIES)
    before = _identities_of(tables["identities"], pa.array(everyone))
    if _same(before, identities):
        # Most lines bring nothing new of how somebody is known; then the table is not written anew.
        delta.move(tables["identities"], to)
        return {"customers": len(customers), "identities": 0}
    _replace(tables["identities"], identities, before["id"].combine_chunks(), to)
    return {"customers": len(customers), "identities": len(identities)}


def _same(before: pa.Table, now: pa.Table) -> bool:
    return len(before) == len(now) and bool(before.sort_by("id").equals(now.sort_by("id")))


def _replace(table: DeltaTable, rows: pa.Table, before: pa.Array, to: Position) -> None:
    """`before`: ids that stood in the table or may have; those without a row now are gone."""
    gone = before.filter(pc.invert(pc.is_in(before, rows["id"])))
    if len(rows) or len(gone):
        delta.upsert(table, rows, gone, to)
    else:
        delta.move(table, to)


def _identities_of(table: DeltaTable, customer_ids: pa.Array) -> pa.Table:
    found = [batch.filter(pc.is_in(batch.column("customer_id"), customer_ids)) for batch in delta.batches(table)]
    return pa.Table.from_batches([batch for batch in found if len(batch)], schemas.IDENTITIES)


def _table(batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    table = pa.Table.from_batches(list(batches), schema)
    # Somebody asked for by id and again as a part of another comes twice.
    first = table.append_column("row", pa.array(np.arange(len(table)))).group_by("id").aggregate([("row", "min")])
    return table.take(first["row_min"]) if len(first) < len(table) else table


def _copy(table: DeltaTable, schema: pa.Schema, batches: Iterator[pa.RecordBatch], to: Position) -> int:
    written = 0

    def counted() -> Iterator[pa.RecordBatch]:
        nonlocal written
        for batch in batches:
            written += len(batch)
            yield batch

    delta.replace_all(table, schema, counted(), to)
    return written
