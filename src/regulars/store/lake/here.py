"""The database and the lake of this installation, from Django's settings."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings

from regulars.store.lake.place import Lake
from regulars.store.lake.source import Source


def our_lake() -> Lake:
    """The lake in REGULARS_HOME."""
    return Lake(Path(settings.REGULARS_HOME) / "lake")


def our_source() -> Source:
    """The operational database, opened for reading."""
    told = settings.DATABASES["default"]
    if told["ENGINE"].endswith("postgresql"):
        from regulars.store.lake.postgresql_source import PostgresqlSource  # noqa: PLC0415 - only its own driver is loaded

        return PostgresqlSource(_uri(told))
    from regulars.store.lake.sqlite_source import SqliteSource  # noqa: PLC0415

    return SqliteSource(Path(told["NAME"]))


def _uri(told: dict[str, object]) -> str:
    options = {str(key): str(value) for key, value in dict(told.get("OPTIONS") or {}).items()}  # type: ignore[call-overload]
    named = {
        "host": told.get("HOST"),
        "port": told.get("PORT"),
        "user": told.get("USER"),
        "password": told.get("PASSWORD"),
    }
    options |= {key: str(value) for key, value in named.items() if value}
    return f"postgresql:///{quote(str(told['NAME']), safe='')}?{urlencode(options, quote_via=quote)}"
