"""Clearing the search index of what it forgot: a removed text leaves its traces there until parts are merged."""

from __future__ import annotations

from django.db import connection

# Pages of one step: a short transaction each, so that other writers get their turn.
_PAGES = 500


def clear_removed() -> None:
    """Merge the parts of SQLite's index until none is left; PostgreSQL's is cleared by its own vacuum."""
    if connection.vendor != "sqlite":
        return
    for table in _indexes():
        step = -_PAGES  # a negative number begins a merge of everything, positive ones go on with it
        while _changed_by(table, step):
            step = _PAGES


def _indexes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")
        return [row[0] for row in cursor.fetchall()]


def _changed_by(table: str, pages: int) -> bool:
    """Whether a step did anything: by SQLite's word it did when more than one row changed."""
    with connection.cursor() as cursor:
        before = cursor.execute("SELECT total_changes()").fetchone()[0]
        cursor.execute(f"INSERT INTO {table}({table}, rank) VALUES ('merge', {pages})")
        return bool(cursor.execute("SELECT total_changes()").fetchone()[0] - before > 1)
