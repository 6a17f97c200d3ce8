"""Writing what was computed of customers beside them: only rows that changed, a few hundred in a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from regulars.kit import money, sql_values
from regulars.understand.insights.closeness import closeness
from regulars.understand.insights.models import CustomerInsight

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables

# Customers compared at once, and rows written in one transaction: on SQLite nobody waits longer than some milliseconds.
COMPARED = 5_000
WRITTEN = 500

COLUMNS = (
    "customer_id", "orders", "revenue", "currency", "first_day", "last_day", "returns", "recency_score", "frequency_score",
    "money_score", "segment", "alive", "expected", "expected_90_days", "closeness", "reason",
)  # fmt: skip
Row = tuple[Any, ...]


def refresh(backend: BaseBackend, tables: Tables, as_of: date, currency: str) -> int:
    """Compute the insights of this look at the lake and write those that changed; returns how many were written or removed."""
    from regulars.understand.insights.compute import compute  # noqa: PLC0415 - loads the engine's libraries

    return write(_rows(compute(backend, tables, as_of, currency), as_of, currency), as_of)


def _rows(computed: pa.Table, as_of: date, currency: str) -> Iterator[Row]:
    for batch in computed.to_batches(max_chunksize=COMPARED):
        for one in batch.to_pylist():
            orders, first, last, alive = one["orders"], one["first_day"], one["last_day"], one["alive"]
            yield (
                one["customer_id"], orders, one["monetary"] or Decimal(0), currency, first, last, one["returns"],
                one["r"], one["f"], one["m"], one["segment"] or "", alive, one["expected"], one["expected_90_days"],
                *closeness(orders, first, last, alive, as_of),
            )  # fmt: skip


def write(rows: Iterable[Row], as_of: date) -> int:
    """Make the table say what `rows` (of COLUMNS, by customer_id) say. Customers who are not among them lose theirs."""
    written, low = 0, 0
    held: list[Row] = []
    for row in rows:
        held.append(row)
        if len(held) == COMPARED:
            written += _bring(held, low, row[0], as_of)
            low, held = row[0] + 1, []
    return written + _bring(held, low, None, as_of)


def _bring(rows: list[Row], low: int, high: int | None, as_of: date) -> int:
    """Compare one stretch of customer ids with what stands there, and write the difference."""
    stretch = CustomerInsight.objects.filter(customer_id__gte=low)
    if high is not None:
        stretch = stretch.filter(customer_id__lte=high)
    before = {row[0]: row for row in stretch.values_list(*COLUMNS)}
    changed = [row for row in rows if before.get(row[0]) != row]
    gone = sorted(set(before) - {row[0] for row in rows})
    for start in range(0, len(changed), WRITTEN):
        _upsert(changed[start : start + WRITTEN], as_of)
    for start in range(0, len(gone), WRITTEN):
        CustomerInsight.objects.filter(customer_id__in=gone[start : start + WRITTEN]).delete()
    return len(changed) + len(gone)


_ALL = (*COLUMNS, "as_of")
_UPSERT = (
    f"INSERT INTO insights_customerinsight ({', '.join(_ALL)}) VALUES ({', '.join(['%s'] * len(_ALL))}) "
    f"ON CONFLICT (customer_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _ALL[1:])}"
)


def _upsert(rows: list[Row], as_of: date) -> None:
    vendor = connection.vendor

    def plain(value: Any) -> Any:
        if isinstance(value, Decimal):
            return money.to_units(value)
        return sql_values.day(value, vendor) if isinstance(value, date) else value

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_UPSERT, [tuple(plain(value) for value in (*row, as_of)) for row in rows])


def clear() -> int:
    """Remove every insight: nothing was sold. Returns how many there were."""
    return write((), date.min)
