"""Times: UTC in storage, and the business day beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


@lru_cache(maxsize=16)
def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name; raises KeyError's kin ZoneInfoNotFoundError for an unknown one."""
    return ZoneInfo(name)


def business_day(moment: datetime, zone_name: str) -> date:
    """The calendar day of `moment` where the business is. `moment` must know its zone."""
    return moment.astimezone(zone(zone_name)).date()


def midnight(day: date, zone_name: str) -> datetime:
    """The moment in UTC at which that business day begins."""
    return datetime.combine(day, time(), zone(zone_name)).astimezone(UTC)


def parse_iso(text: str) -> datetime:
    """An ISO 8601 moment (`2026-02-23T22:28:55.796Z`, `...+01:00`, or a bare date) as UTC; without a zone it is read as UTC.

    Raises ValueError for anything else.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is UTC:
        return moment
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
