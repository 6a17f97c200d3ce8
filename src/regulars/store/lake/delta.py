"""Delta tables of the lake: each commit says how far the table has read, so rows and cursor move together or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyarrow as pa
from deltalake import (
    ColumnProperties,
    CommitProperties,
    DeltaTable,
    Transaction,
    WriterProperties,
    write_deltalake,
)

from regulars.store.lake import schemas
from regulars.store.lake.place import Lake
from regulars.store.lake.position import Position

_TRANSACTION, _INTERACTION = "regulars.transaction", "regulars.interaction"

# No two rows share these, so a dictionary of them would only cost.
_PLAIN = ColumnProperties(dictionary_enabled=False)
_WRITER = WriterProperties(
    compression="ZSTD",
    compression_level=1,
    # What is read at once, by engines and by `check`; large enough for good compression.
    max_row_group_size=131_072,
    column_properties={"source_id": _PLAIN, "properties": _PLAIN, "document": _PLAIN},
)
_CONFIGURATION = {"delta.checkpointInterval": "50", "delta.logRetentionDuration": "interval 1 days"}
# Columns by which whole files can be passed over; more would only lengthen the log.
_PRUNING = {
    "interactions": "id,day,customer_id,name",
    "orders": "interaction_id,day,customer_id",
    "lines": "interaction_id,day,customer_id",
    "customers": "id,merged_into_id",
    "identities": "id,customer_id",
}


def open_table(lake: Lake, generation: str, name: str) -> DeltaTable:
    """A table of the lake at its latest version, made when it is not there."""
    path = lake.table(generation, name)
    if not DeltaTable.is_deltatable(str(path)):
        path.mkdir(parents=True, exist_ok=True)
        pruning = {"delta.dataSkippingStatsColumns": _PRUNING[name]}
        return DeltaTable.create(str(path), schemas.TABLES[name], configuration=_CONFIGURATION | pruning)
    return DeltaTable(str(path))


def position(table: DeltaTable) -> Position:
    """How far the table has read."""
    return Position(table.transaction_version(_TRANSACTION) or 0, table.transaction_version(_INTERACTION) or 0)


def _reading(to: Position) -> CommitProperties:
    return CommitProperties(
        app_transactions=[Transaction(_TRANSACTION, to.transaction), Transaction(_INTERACTION, to.interaction)]
    )


def append(table: DeltaTable, rows: pa.RecordBatchReader, to: Position) -> None:
    """Add rows and move the cursor, in one commit. Memory holds a few batches, however many there are."""
    write_deltalake(table, rows, mode="append", writer_properties=_WRITER, commit_properties=_reading(to))


def move(table: DeltaTable, to: Position) -> None:
    """Move the cursor past lines that added nothing."""
    table.create_write_transaction([], "append", table.schema(), commit_properties=_reading(to))


def replace_all(table: DeltaTable, schema: pa.Schema, rows: Iterator[pa.RecordBatch], to: Position) -> None:
    """Put these rows in the place of all others and move the cursor, in one commit."""
    reader = pa.RecordBatchReader.from_batches(schema, rows)
    write_deltalake(table, reader, mode="overwrite", writer_properties=_WRITER, commit_properties=_reading(to))


def upsert(table: DeltaTable, rows: pa.Table, gone: pa.Array, to: Position) -> None:
    """Replace or add `rows` by id, remove the ids of `gone`, and move the cursor, in one commit."""
    schema = rows.schema
    removed = pa.table(
        [gone.cast(pa.int64()), *(pa.nulls(len(gone), kind) for kind in schema.types[1:])], schema=schema
    )
    marked = pa.concat_tables(
        [
            rows.append_column("gone", pa.repeat(pa.scalar(value=False), len(rows))),
            removed.append_column("gone", pa.repeat(pa.scalar(value=True), len(removed))),
        ]
    )
    columns = {name: f"new.{name}" for name in schema.names}
    (
        table.merge(
            marked, "old.id = new.id", source_alias="new", target_alias="old", writer_properties=_WRITER,
            commit_properties=_reading(to),
        )
        .when_matched_delete("new.gone")
        .when_matched_update(columns)
        .when_not_matched_insert(columns, predicate="NOT new.gone")
        .execute()
    )  # fmt: skip


def remove(table: DeltaTable, predicate: str) -> int:
    """Take rows out; the cursor stays. Returns how many."""
    return int(table.delete(predicate, writer_properties=_WRITER)["num_deleted_rows"])


def batches(table: DeltaTable, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The rows of the table at its version, a batch at a time."""
    read: Any = table.to_pyarrow_dataset()
    # Read ahead by little: a batch of long texts is large.
    yield from read.to_batches(columns=columns, batch_size=32_768, batch_readahead=2, fragment_readahead=1)


def merge_small_files(table: DeltaTable) -> int:
    """Put small files together; returns how many were. The rows stay, and so does the cursor."""
    # One file at a time: a merged file is held in memory while it is written.
    return int(table.optimize.compact(max_concurrent_tasks=1, writer_properties=_WRITER)["numFilesRemoved"])


def forget_history(table: DeltaTable) -> int:
    """Remove every file the table does not hold now, also those no version names; returns how many.

    A reader that opened it a moment ago may fail and has to open it anew. The log keeps its past: it holds numbers and
    names of interactions (`_PRUNING`), nothing about anybody.
    """
    return len(table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False, full=True))


def remove_old_files(table: DeltaTable, held: timedelta) -> int:
    """Remove files that have been out of use for longer than `held`; returns how many."""
    hours = max(0, int(held.total_seconds() // 3600))
    return len(table.vacuum(retention_hours=hours, enforce_retention_duration=False, dry_run=False))
