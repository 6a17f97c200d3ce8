"""What an interaction carries, read inside the engine: the same expression for every engine."""

from __future__ import annotations

import ibis.expr.types as ir


def told(rows: ir.Table, field: str) -> ir.StringValue:
    """A field of the interaction's properties as text; null where it was not told. A number comes as it is written."""
    read = rows.properties.cast("json")[field].cast("string")
    # One engine leaves a text its quotation marks, the other takes them off.
    return read.replace('"', "").nullif("null").nullif("")


def told_number(rows: ir.Table, field: str) -> ir.FloatingValue:
    """A field of the properties as a number; null where it is none."""
    return told(rows, field).try_cast("float64")
