"""Columns as the drivers hand them over, to columns as the lake keeps them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from regulars.store.lake import schemas


def decimals(units: pa.Array, kind: pa.DataType) -> pa.Array:
    """Whole numbers of the smallest unit as decimals of type `kind`, without going through a number for each row.

    A decimal128 is the unit count in 16 bytes; the upper half repeats the sign of the lower.
    """
    valid = units.is_valid()
    low = units.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
    halves = np.empty((len(low), 2), dtype=np.int64)
    halves[:, 0] = low
    halves[:, 1] = low >> 63
    # The validity bits of a boolean array are its values.
    bits = None if units.null_count == 0 else pa.concat_arrays([valid]).buffers()[1]
    return pa.Array.from_buffers(kind, len(low), [bits, pa.py_buffer(halves)], null_count=units.null_count)


def ten_thousandths(amounts: pa.Array) -> pa.Array:
    """decimal(18,4) back to whole numbers: the lower half of its 16 bytes holds all of them."""
    halves = np.frombuffer(amounts.buffers()[1] or b"", dtype=np.int64)
    low = halves[2 * amounts.offset : 2 * (amounts.offset + len(amounts)) : 2]
    return pa.array(low, mask=amounts.is_null().to_numpy(zero_copy_only=False))


def moments(column: pa.Array) -> pa.Array:
    """UTC moments from SQLite's text (with or without a fraction, empty for none) or PostgreSQL's timestamptz."""
    if pa.types.is_timestamp(column.type):
        return column.cast(schemas.MOMENT)
    text = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column.cast(pa.string()))
    return text.cast(pa.timestamp("us")).cast(schemas.MOMENT) if len(text) else pa.array([], schemas.MOMENT)


def conform(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """The columns of `schema` out of `batch`, in its types. Columns `schema` does not name are left out."""
    return pa.record_batch([_column(batch.column(field.name), field.type) for field in schema], schema=schema)


def _column(column: pa.Array, kind: pa.DataType) -> pa.Array:
    column = text_of(column)
    if column.type == kind:
        return column
    if pa.types.is_null(column.type) or len(column) == 0:
        return pa.nulls(len(column), kind)
    if pa.types.is_timestamp(kind):
        return moments(column)
    if pa.types.is_decimal(kind) and pa.types.is_integer(column.type):
        return decimals(column, kind)
    return column.cast(kind)


def text_of(column: pa.Array) -> pa.Array:
    """A column of text, also where the driver wraps it in a type of its own."""
    return column.storage if isinstance(column, pa.ExtensionArray) else column
