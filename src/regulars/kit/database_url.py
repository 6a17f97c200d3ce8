"""`DATABASE_URL` to what Django wants: SQLite in a file, or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from regulars.kit.environment import SettingError

# WAL lets readers go on while one writes; FULL makes a committed event survive power loss; the cache and the
# memory map are what a million customers' list pages want (KiB when negative, bytes).
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA cache_size=-32768; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; "
    # What is deleted is written over: an erased person must not be found in the file.
    "PRAGMA secure_delete=ON; PRAGMA journal_size_limit=67108864;"
)
# Seconds a writer waits for another one. Every transaction here is short, so this is met only by a stuck disk.
SQLITE_PATIENCE = 60


def sqlite(path: Path) -> dict[str, Any]:
    """The settings of a SQLite file. Transactions begin IMMEDIATE: a writer queues at its start and never fails in the middle."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": SQLITE_PATIENCE, "init_command": SQLITE_PRAGMAS},
    }


def read(url: str, home: Path) -> dict[str, Any]:
    """Django's settings for `url`; empty means `regulars.db` in `home`.

    Raises SettingError for any scheme but `sqlite` and `postgresql`.
    """
    if not url:
        return sqlite(home / "regulars.db")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.netloc + parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError(
            f"DATABASE_URL begins with {parts.scheme!r}; "
            "write postgresql://user:password@host:port/name or sqlite:///path"
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "regulars.store.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "regulars",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket folder cannot stand where a host name stands, so libpq takes it as ?host=
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }
