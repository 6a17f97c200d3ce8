"""The customers behind a number, asked of the engine. Loaded only once somebody asks."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date

import ibis.expr.types as ir

from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.store.engine.tables import Tables, open_tables
from regulars.understand.metrics import months, relations
from regulars.understand.metrics.registry import BY_KEY
from regulars.understand.metrics.window import add_months
from regulars.understand.scoreboard.board import Board, UnknownPart

# A page is one look at one metric; it must leave memory to the server it runs in.
_MEMORY = "512MB"


def behind(board: Board, key: str, part: str, after: int, limit: int) -> list[int]:
    """Up to `limit` customer ids behind `after`. Raises UnknownPart."""
    relation = _relations(board, key, part)
    # On DuckDB, whichever engine computes the board: starting Spark takes longer than a person waits. One for each look,
    # since requests run side by side and each leaves its views behind.
    backend = connect("duckdb", memory=_MEMORY)
    try:
        found = relation(open_tables(backend))
        rows = found.filter(found.customer_id > after).select("customer_id").distinct().order_by("customer_id")
        ids: list[int] = fetch(backend, rows.limit(limit))["customer_id"].to_pylist()
    finally:
        backend.disconnect()
    return ids


def _relations(board: Board, key: str, part: str) -> Callable[[Tables], ir.Table]:
    if key == "month":
        return _of_month(board, part)
    if key == "cohort":
        return _of_cohort(board, part)
    metric = BY_KEY.get(key)
    if metric is None or part not in {"", "counted", "rest"}:
        raise UnknownPart(f"people: nothing on the scoreboard is called {key!r} {part!r}")

    def of_metric(tables: Tables) -> ir.Table:
        rows = relations.people(metric, tables.orders, board.window, board.currency)
        if part:
            rows = rows.filter(rows.counted if part == "counted" else ~rows.counted)
        return rows

    return of_metric


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise UnknownPart(f"people: {text!r} is not a month; write it as 2026-03") from error


def _of_month(board: Board, part: str) -> Callable[[Tables], ir.Table]:
    month, _, kind = part.partition(":")
    first = _month(month)
    if kind not in {"", "new", "returning", "returns"}:
        raise UnknownPart(f"people: {kind!r} is not a part of a month; use new, returning or returns")
    last = min(date(first.year, first.month, monthrange(first.year, first.month)[1]), board.as_of)

    def of_month(tables: Tables) -> ir.Table:
        by_month = months.customer_months(tables.orders, last, board.currency)
        rows = by_month.filter(by_month.month == first)
        if kind == "returns":
            return rows.filter(rows.returns > 0)
        rows = rows.filter(rows.orders > 0)
        if not kind:
            return rows
        joined = rows.join(months.first_months(by_month), "customer_id")
        return joined.filter(joined.cohort == first if kind == "new" else joined.cohort < first)

    return of_month


def _of_cohort(board: Board, part: str) -> Callable[[Tables], ir.Table]:
    month, _, age = part.partition(":")
    first = _month(month)
    if age and not age.isdigit():
        raise UnknownPart(f"people: {age!r} is not a number of months")
    wanted = add_months(first, int(age or 0))

    def of_cohort(tables: Tables) -> ir.Table:
        by_month = months.customer_months(tables.orders, board.as_of, board.currency)
        joined = by_month.filter(by_month.month == wanted, by_month.orders > 0).join(
            months.first_months(by_month), "customer_id"
        )
        return joined.filter(joined.cohort == first)

    return of_cohort
