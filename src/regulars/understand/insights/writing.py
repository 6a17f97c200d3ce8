"""Writing what was computed of customers beside them: only rows that changed, a few hundred in a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from regulars.kit import moments, sql_values
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record
from regulars.understand.insights.models import CustomerInsight

if TYPE_CHECKING:
    import pyarrow as pa

# Customers compared at once, and rows written in one transaction: on SQLite nobody waits longer than some milliseconds.
COMPARED = 20_000
WRITTEN = 500

_FOUND = ("orders", "revenue", "currency", "first_day", "last_day", "returns")
_SCORES = ("recency_score", "frequency_score", "money_score", "segment")
_FORESEEN = (
    "alive", "churn", "expected", "expected_90_days", "low", "high", "next_in", "order_value", "clv", "value_at_risk", "why",
)  # fmt: skip
_HELD = (
    "contracts", "contract_price", "plan", "contract_period", "renews_on", "renewals", "contract_churn", "contract_clv",
)  # fmt: skip
_RELATED = (
    "relationship", "heading", "closeness", "closeness_ago", "sentiment", "heard_day", "weeks", "channels", "began", "praised",
    "blamed", "complaints", "solved",
)  # fmt: skip
# Compared and written; behind them, what is written only.
COLUMNS = ("customer_id", *_FOUND, *_SCORES, *_FORESEEN, *_HELD, *_RELATED)
_BESIDE = ("relationship_before", "relationship_since", "as_of")
_ALL = (*COLUMNS, *_BESIDE)
_KIND, _HEADING = COLUMNS.index("relationship"), COLUMNS.index("heading")
_BEFORE, _SINCE = len(COLUMNS), len(COLUMNS) + 1
_UPSERT = (
    f"INSERT INTO insights_customerinsight ({', '.join(_ALL)}) VALUES ({', '.join(['%s'] * len(_ALL))}) "
    f"ON CONFLICT (customer_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _ALL[1:])}"
)
_DAYS = tuple(
    _ALL.index(name) for name in ("first_day", "last_day", "renews_on", "heard_day", "relationship_since", "as_of")
)
Row = tuple[Any, ...]


def write(computed: pa.Table, as_of: date, currency: str) -> int:
    """Make the table say what `computed` says (of everybody, by customer_id); who is not in it loses theirs.

    Returns how many rows were written or removed.
    """
    written, low = 0, 0
    for start in range(0, computed.num_rows, COMPARED):
        part = computed.slice(start, COMPARED)
        last = start + COMPARED >= computed.num_rows
        high = None if last else int(part["customer_id"][-1].as_py())
        before = _standing(
            "customer_id >= %s" + ("" if last else " AND customer_id <= %s"), [low] if last else [low, high]
        )
        written += _bring(part, before, as_of, currency)
        low = (high or 0) + 1
    return written if computed.num_rows else _bring(computed, _standing("customer_id >= %s", [0]), as_of, currency)


def write_some(computed: pa.Table, among: Sequence[int], as_of: date, currency: str) -> int:
    """The same for the customers `among` only: `computed` holds no others."""
    import pyarrow as pa  # noqa: PLC0415 - loaded already by whoever computed

    written = 0
    ids = sorted(among)
    place = {int(pk): row for row, pk in enumerate(computed["customer_id"].to_pylist())}
    for start in range(0, len(ids), COMPARED):
        some = ids[start : start + COMPARED]
        condition, values = sql_values.among("customer_id", some, connection.vendor)
        # With its type said: no row at all would be taken for one of nothing, which is no place.
        rows = computed.take(pa.array([place[pk] for pk in some if pk in place], pa.int64()))
        written += _bring(rows, _standing(condition, values), as_of, currency)
    return written


def _standing(condition: str, values: list[Any]) -> dict[int, Row]:
    """What stands there, as the database's driver gives it: _ALL but for the day, by customer."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_ALL[:-1])} FROM insights_customerinsight WHERE {condition}", values)
        return {row[0]: row for row in cursor.fetchall()}


def _bring(computed: pa.Table, before: dict[int, Row], as_of: date, currency: str) -> int:
    """Compare one stretch of customers with what stands there, and write the difference."""
    width = len(COLUMNS)
    changed, moved = [], []
    seen = set()
    for row in _rows(computed, before, as_of, currency):
        seen.add(row[0])
        stood = before.get(row[0])
        if stood is None:
            changed.append((*row, "", None))
            continue
        if stood[:width] == row:
            continue
        if stood[_KIND] and row[_KIND] and stood[_KIND] != row[_KIND]:
            moved.append((row[0], stood[_KIND], row[_KIND]))
            changed.append((*row, stood[_KIND], as_of))
        else:
            changed.append((*row, stood[_BEFORE], stood[_SINCE]))
    news = {pk: (was, now) for pk, was, now in moved}
    for start in range(0, len(changed), WRITTEN):
        _upsert(changed[start : start + WRITTEN], news, as_of)
    gone = sorted(set(before) - seen)
    for start in range(0, len(gone), WRITTEN):
        CustomerInsight.objects.filter(customer_id__in=gone[start : start + WRITTEN]).delete()
    return len(changed) + len(gone)


def _rows(computed: pa.Table, before: dict[int, Row], as_of: date, currency: str) -> Iterator[Row]:
    """COLUMNS of each customer, as the database's driver gives them."""
    from regulars.understand.insights.relating import relate  # noqa: PLC0415 - loads the engine's libraries

    ids = computed["customer_id"].to_pylist()
    kinds = [before[pk][_KIND] if pk in before else "" for pk in ids]
    headings = [before[pk][_HEADING] if pk in before else "" for pk in ids]
    related = relate(computed, as_of, kinds, headings).columns
    found = {
        "orders": computed["orders"].fill_null(0).to_pylist(),
        "revenue": _money(computed["monetary"]),
        "currency": [currency] * len(ids),
        "first_day": _days(computed["first_day"]),
        "last_day": _days(computed["last_day"]),
        "returns": computed["returns"].fill_null(0).to_pylist(),
        "recency_score": computed["r"].to_pylist(),
        "frequency_score": computed["f"].to_pylist(),
        "money_score": computed["m"].to_pylist(),
        "segment": computed["segment"].fill_null("").to_pylist(),
        "heard_day": _days(computed["heard"]),
        **{name: computed[name].to_pylist() for name in (*_FORESEEN, *_HELD)},
        "contracts": computed["contracts"].fill_null(0).to_pylist(),
    }
    told = related | found
    yield from zip(ids, *(told[name] for name in COLUMNS[1:]), strict=True)


def _money(amounts: pa.ChunkedArray) -> list[int]:
    """In ten-thousandths: the digits of a decimal of four places, without its point."""
    import pyarrow as pa  # noqa: PLC0415 - loads the engine's libraries
    import pyarrow.compute as pc  # noqa: PLC0415

    exact = amounts.cast(pa.decimal128(30, 4)).fill_null(0)
    return pc.multiply(exact, pa.scalar(10_000, pa.decimal128(6, 0))).cast(pa.int64()).to_pylist()  # type: ignore[no-any-return]


def _days(days: pa.ChunkedArray) -> list[Any]:
    import pyarrow as pa  # noqa: PLC0415 - loads the engine's libraries

    return days.cast(pa.date32()).to_pylist()  # type: ignore[no-any-return]


def _upsert(rows: list[Row], news: dict[int, tuple[str, str]], as_of: date) -> None:
    rows = [(*row, as_of) for row in rows]
    if connection.vendor == "sqlite":
        rows = [_texts(row) for row in rows]
    lines = [_line(row[0], *news[row[0]]) for row in rows if row[0] in news]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT, rows)
        if lines:
            record(*lines)


def _texts(row: Row) -> Row:
    """Days as the texts that SQLite keeps."""
    told = list(row)
    for place in _DAYS:
        told[place] = sql_values.day(told[place], "sqlite")
    return tuple(told)


def _line(customer_id: int, before: str, after: str) -> Entry:
    """The line on the timeline: not their doing, so it has no direction."""
    return Entry(
        name="relationship.changed", occurred_at=moments.now(), source="house", source_id=new_token(),
        customer_id=customer_id, payload=Change(changes={"relationship": [before, after]}), direction="", actor="house",
    )  # fmt: skip
