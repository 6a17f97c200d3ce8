"""The lake's tables as Ibis tables of an engine, with every row given to the customer it belongs to now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from deltalake import DeltaTable

from regulars.store.engine.views import no_rows, parquet
from regulars.store.lake import schemas
from regulars.store.lake.place import Lake, Snapshot, current

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

# What the numbers read of each table; the lake keeps more.
COLUMNS: dict[str, tuple[str, ...]] = {
    "orders": ("interaction_id", "customer_id", "document", "kind", "occurred_at", "day", "amount", "units", "currency"),
    "lines": (
        "interaction_id", "line", "customer_id", "document", "kind", "day", "product_id", "product", "category",
        "quantity", "price", "amount", "currency",
    ),
    "customers": (
        "id", "kind", "name", "known", "merged_into_id", "created_at", "first_heard_at", "last_heard_at", "city", "country",
    ),
    "interactions": (
        "id", "customer_id", "name", "channel", "direction", "occurred_at", "day", "recorded_at", "source", "source_id",
        "amount", "currency", "properties", "actor",
    ),
}  # fmt: skip


_PLAIN = "timestamp(6)"


@dataclass(frozen=True, slots=True)
class Tables:
    """One consistent look at the lake. Times are UTC without a zone; `version` names the look, `snapshot` is where it lies."""

    orders: ir.Table
    lines: ir.Table
    customers: ir.Table
    interactions: ir.Table
    version: str
    snapshot: Snapshot | None = None


def open_tables(backend: BaseBackend, lake: Lake | None = None) -> Tables:
    """The lake of this installation (or `lake`) as it is now. Without rows where it was never filled.

    Reads the file lists of the versions that belong together; nothing is copied, and what is written later is not seen.
    """
    if lake is None:
        from regulars.store.lake.here import our_lake  # noqa: PLC0415 - the only part that asks for Django's settings

        lake = our_lake()
    now = current(lake)
    files: dict[str, list[str]] = {name: [] for name in COLUMNS}
    merged = False
    if now is not None:
        for name in COLUMNS:
            table = DeltaTable(str(lake.table(now.generation, name)), version=now.versions[name])
            files[name] = table.file_uris()
            merged = merged or (name == "customers" and _has_merged(table))
    opened = {name: _open(backend, name, files[name]) for name in COLUMNS}
    if merged:
        customers = opened["customers"]
        links = customers.filter(customers.merged_into_id.notnull()).select(
            part=customers.id, root=customers.merged_into_id
        )
        for name in ("orders", "lines", "interactions"):
            opened[name] = _resolved(opened[name], links, COLUMNS[name])
    return Tables(**opened, version="empty" if now is None else now.name, snapshot=now)


def _has_merged(customers: DeltaTable) -> bool:
    """Told by the statistics of the files, without reading a row. A file without statistics may hold one."""
    files = pa.table(customers.get_add_actions(flatten=True)).to_pylist()
    return any(
        file["num_records"] is None or (file.get("null_count.merged_into_id") or 0) < file["num_records"]
        for file in files
    )


def _open(backend: BaseBackend, name: str, files: list[str]) -> ir.Table:
    label = f"{name}_{uuid4().hex[:8]}"
    if files:
        read = parquet(backend, label, files)
    else:
        kept = ibis.Schema.from_pyarrow(schemas.TABLES[name])
        columns = {column: _PLAIN if kept[column].is_timestamp() else kept[column] for column in COLUMNS[name]}
        read = no_rows(backend, label, ibis.schema(columns))
    # The two engines give moments two kinds of types; the numbers see one.
    plain = {column: read[column].cast(_PLAIN) for column, kind in read.schema().items() if kind.is_timestamp()}
    return read.select(**{column: plain.get(column, read[column]) for column in COLUMNS[name]})


def _resolved(rows: ir.Table, links: ir.Table, columns: tuple[str, ...]) -> ir.Table:
    """Rows of a merged customer given to whom they turned out to be."""
    joined = rows.left_join(links, rows.customer_id == links.part)
    chosen: dict[str, ir.Value] = {column: joined[column] for column in columns}
    chosen["customer_id"] = ibis.coalesce(joined.root, joined.customer_id)
    return joined.select(**chosen)
