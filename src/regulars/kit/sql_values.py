"""Python values as the database's driver wants them, for the few statements written by hand as they run by the thousand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

import msgspec

_encode = msgspec.json.Encoder(decimal_format="string").encode


def moment(value: datetime, vendor: str) -> Any:
    """Django's own text form on SQLite (Python's adapter is deprecated), the moment itself on PostgreSQL."""
    if vendor != "sqlite":
        return value
    # Without its last six characters, +00:00: half the time of taking the zone off first.
    return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat(" ")[:-6]


def day(value: date | None, vendor: str) -> Any:
    """ISO text on SQLite, the day itself on PostgreSQL."""
    return value.isoformat() if value is not None and vendor == "sqlite" else value


def among(column: str, values: Collection[Any], vendor: str) -> tuple[str, list[Any]]:
    """The condition that `column` is one of `values`, with one parameter however many there are: the statement's text
    stays the same, so that it is prepared once, and no driver's bound on parameters is met."""
    if vendor == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(%s))", [json_text(list(values))]
    return f"{column} = ANY(%s)", [list(values)]


def json_text(value: object) -> str:
    """JSON, decimals as text so that no digit is lost."""
    return _encode(value).decode()
