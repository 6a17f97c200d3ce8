"""A place in the order in which lines of the record become readable."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """By transaction, then by id. On SQLite the transaction is always 0: it has one writer, ids come in commit order."""

    transaction: int = 0
    interaction: int = 0
