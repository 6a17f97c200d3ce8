"""When a call happened, by a clock we trust."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from regulars.kit.moments import parse_iso

# `2015-2-02T00:30:08.276Z`: the documentation itself has months without their zero.
_LOOSE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(.*)")
_MILLISECONDS_FROM = 10_000_000_000
# A clock is called wrong from here on; less is the time a request takes to arrive.
TOLERANCE = timedelta(seconds=5)
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def read_instant(value: str | float) -> datetime:
    """ISO 8601 text, or seconds or milliseconds since 1970, as UTC. Raises ValueError that says what is accepted."""
    try:
        moment = _read(value)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"{value!r} is no moment; write ISO 8601 such as 2026-03-01T12:30:00Z") from error
    if not _EARLIEST <= moment < _LATEST:
        raise ValueError(f"{value!r} lies outside of the years 1900 to 2199")
    return moment


def _read(value: str | float) -> datetime:
    if not isinstance(value, str):
        return datetime.fromtimestamp(value / 1000 if abs(value) >= _MILLISECONDS_FROM else value, UTC)
    try:
        return parse_iso(value)
    except ValueError:
        parts = _LOOSE.fullmatch(value.strip())
        if parts is None:
            raise
        return parse_iso(f"{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}{parts[4]}")


def corrected(told: datetime | None, sent: datetime | None, received: datetime, *, settled: bool = False) -> datetime:
    """When it happened: `told` by the sender's clock, moved by as much as that clock is wrong.

    The Segment specification's rule: received - (sent - told). `settled` is a call that carries its own receivedAt:
    somebody corrected it before, and it is only handed on. Without `told` it happened when it was received. What
    claims to have happened after it was sent happened when it was sent.
    """
    if told is None:
        return received
    if settled or sent is None or abs(received - sent) <= TOLERANCE:
        return told
    return received - max(sent - told, timedelta(0))
