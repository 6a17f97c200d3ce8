"""The tables of the lake and their columns. Times are UTC, money is decimal(18,4), quantities decimal(18,3)."""

from __future__ import annotations

import pyarrow as pa

MOMENT = pa.timestamp("us", tz="UTC")
MONEY = pa.decimal128(18, 4)
QUANTITY = pa.decimal128(18, 3)

INTERACTIONS = pa.schema(
    [
        ("id", pa.int64()),
        ("customer_id", pa.int64()),
        ("name", pa.string()),
        ("channel", pa.string()),
        ("direction", pa.string()),
        ("occurred_at", MOMENT),
        ("day", pa.date32()),
        ("recorded_at", MOMENT),
        ("source", pa.string()),
        ("source_id", pa.string()),
        ("amount", MONEY),
        ("currency", pa.string()),
        ("properties", pa.string()),
        ("actor", pa.string()),
    ]
)
ORDERS = pa.schema(
    [
        ("interaction_id", pa.int64()),
        ("customer_id", pa.int64()),
        ("document", pa.string()),
        ("kind", pa.string()),
        ("occurred_at", MOMENT),
        ("day", pa.date32()),
        ("amount", MONEY),
        ("units", QUANTITY),
        ("currency", pa.string()),
        ("source", pa.string()),
        ("actor", pa.string()),
    ]
)
LINES = pa.schema(
    [
        ("interaction_id", pa.int64()),
        ("line", pa.int32()),
        ("customer_id", pa.int64()),
        ("document", pa.string()),
        ("kind", pa.string()),
        ("day", pa.date32()),
        ("product_id", pa.string()),
        ("product", pa.string()),
        ("category", pa.string()),
        ("quantity", QUANTITY),
        ("price", MONEY),
        ("amount", MONEY),
        ("currency", pa.string()),
        ("source", pa.string()),
        ("actor", pa.string()),
    ]
)
CUSTOMERS = pa.schema(
    [
        ("id", pa.int64()),
        ("kind", pa.string()),
        ("name", pa.string()),
        ("known", pa.bool_()),
        ("merged_into_id", pa.int64()),
        ("created_at", MOMENT),
        ("first_heard_at", MOMENT),
        ("last_heard_at", MOMENT),
        ("city", pa.string()),
        ("country", pa.string()),
    ]
)
IDENTITIES = pa.schema(
    [
        ("id", pa.int64()),
        ("customer_id", pa.int64()),
        ("kind", pa.string()),
        ("source", pa.string()),
        ("value", pa.string()),
        ("created_at", MOMENT),
    ]
)

# The record and what is worked out of it: rows are only ever added, but for reverted imports and erasure.
RECORD: dict[str, pa.Schema] = {"interactions": INTERACTIONS, "orders": ORDERS, "lines": LINES}
# The present state of people: rows are replaced.
PEOPLE: dict[str, pa.Schema] = {"customers": CUSTOMERS, "identities": IDENTITIES}
TABLES: dict[str, pa.Schema] = RECORD | PEOPLE

# The column that names the place of a row, by which tables are compared and pruned.
PLACE = {
    "interactions": "id",
    "orders": "interaction_id",
    "lines": "interaction_id",
    "customers": "id",
    "identities": "id",
}
