"""How values are said on pages: plain functions, tested apart, used by filters and by rows alike."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from regulars.kit.money import spoken

_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)


def initials(name: str) -> str:
    """One or two letters for a face: first and last word that begin with a letter; `·` when there is none."""
    if "@" in name:
        name = name.partition("@")[0]
    words = _WORD.findall(name)
    if not words:
        return "·"
    return str(words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'} ago"


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago, in the coarsest word that still says something; empty for None, a date for the future."""
    if moment is None:
        return ""
    seconds = (now - moment).total_seconds()
    if seconds < -60:
        return f"{moment:%-d %b %Y}"
    days = int(seconds // 86_400)
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return _many(int(seconds // 60), "minute")
    if days < 1:
        return _many(int(seconds // 3600), "hour")
    if days == 1:
        return "yesterday"
    if days < 14:
        return _many(days, "day")
    if days < 70:
        return _many(days // 7, "week")
    if days < 730:
        return _many(round(days / 30.44), "month")
    return _many(round(days / 365.25), "year")


def span_of(days: int) -> str:
    """How long: `a day`, `12 days`, `5 weeks`, `7 months`, `3 years`."""
    for size, noun, least in ((365, "year", 730), (30, "month", 90), (7, "week", 21)):
        if days >= least:
            return f"{days // size} {noun}s"
    return "a day" if days <= 1 else f"{days} days"


def day_name(day: date, today: date) -> str:
    """A day on the timeline: Today, Yesterday, `12 Nov`, and with the year when it is another one."""
    gap = (today - day).days
    if gap == 0:
        return "Today"
    if gap == 1:
        return "Yesterday"
    return f"{day:%-d %b}" if day.year == today.year else f"{day:%-d %b %Y}"


def percent(share: float | None, places: int = 0) -> str:
    """`0.6132` as `61 %`; an em dash when it is not known."""
    return "—" if share is None else f"{share * 100:.{places}f} %"


def round_money(value: Decimal | None, currency: str) -> str:
    """Money for lists, where cents are noise from a hundred on: `€1,284`, `€64.50`; an em dash when not known."""
    if value is None:
        return "—"
    said = spoken(value, currency)
    if abs(value) < 100 or "." not in said:
        return said
    return spoken(value.quantize(Decimal(1)), currency).replace(".00", "", 1)


def count(number: int) -> str:
    """`12,410`."""
    return f"{number:,}"
