"""Python values as the database's driver wants them, for the few statements written by hand as they run by the thousand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec

_encode = msgspec.json.Encoder(decimal_format="string").encode


def moment(value: datetime, vendor: str) -> Any:
    """Django's own text form on SQLite (Python's adapter is deprecated), the moment itself on PostgreSQL."""
    return str(value.astimezone(UTC).replace(tzinfo=None)) if vendor == "sqlite" else value


def day(value: date | None, vendor: str) -> Any:
    """ISO text on SQLite, the day itself on PostgreSQL."""
    return value.isoformat() if value is not None and vendor == "sqlite" else value


def json_text(value: object) -> str:
    """JSON, decimals as text so that no digit is lost."""
    return _encode(value).decode()
