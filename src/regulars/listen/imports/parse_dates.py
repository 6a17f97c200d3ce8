"""Reads dates and times out of text columns, a whole column at a time."""

from __future__ import annotations

import re
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from regulars.kit.folding import fold
from regulars.listen.imports.layout import DateOrder
from regulars.listen.imports.parse_values import by_distinct

MOMENT = pa.timestamp("us", "UTC")
Ints = NDArray[np.int64]

_TIME = (
    r"(?:[T ,]+\s*(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?(?:\s*Uhr)?)?\s*$"
)
_WEEKDAY = r"^(?:[A-Za-zÀ-ÿ]{2,10}\.?,?\s+)?"
_PATTERNS: dict[str, str] = {
    "ymd": r"^(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME,
    "compact": r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})" + _TIME,
    "dmy": r"^(?P<day>\d{1,2})[-/.]\s?(?P<month>\d{1,2})[-/.]\s?(?P<year>\d{4}|\d{2})" + _TIME,
    "mdy": r"^(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _TIME,
    "named day": _WEEKDAY
    + r"(?P<day>\d{1,2})\.?(?:st|nd|rd|th|er)?[ -](?:de |of )?(?P<name>\pL{3,10})\.?,?[ -](?:de )?(?P<year>\d{4}|\d{2})"
    + _TIME,
    "named month": _WEEKDAY + r"(?P<name>\pL{3,10})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})" + _TIME,
}
_EPOCH = r"^(\d{10}|\d{13})(?:\.0+)?$"
_FIRST_LETTERS = {
    1: "jan januar janvier enero gennaio janeiro gen ene janv",
    2: "feb februar fevrier febrero febbraio februari fevereiro fev fevr",
    3: "mar march marz maerz mars marzo maart marco mrz mrt",
    4: "apr april avril abril aprile avr abr",
    5: "may mai mayo maggio mei maio mag",
    6: "jun june juni juin junio giugno junho giu",
    7: "jul july juli juillet julio luglio julho lug juil",
    8: "aug august aout agosto augustus ago",
    9: "sep sept september septembre septiembre settembre setembro set",
    10: "oct october oktober octobre octubre ottobre outubro okt ott out",
    11: "nov november novembre noviembre novembro",
    12: "dec december dezember decembre diciembre dicembre dezembro dez dic",
}
_MONTHS = {word: month for month, words in _FIRST_LETTERS.items() for word in words.split()}
_MONTHS |= {"january": 1, "february": 2, "januari": 1}


def moments(column: pa.Array, *, order: DateOrder, time_zone: str) -> pa.Array:
    """A text column as timestamps in UTC; what is no date, or a date that is not in the calendar, becomes null.

    `order` decides `03/04/2024`; a year in front, named months, `20240403`, seconds or milliseconds since 1970 are told by
    themselves. A time without an offset is one of `time_zone` (IANA name); a missing time is the start of the day.
    """
    return by_distinct(column, lambda values: _moments(values, order, time_zone))


def _moments(values: pa.Array, order: DateOrder, time_zone: str) -> pa.Array:
    text = pc.utf8_trim_whitespace(values)
    result = np.full(len(text), np.datetime64("NaT"), "datetime64[us]")
    open_rows = pc.is_valid(text).to_numpy(zero_copy_only=False)
    for name in ("ymd", "compact", "mdy" if order == "mdy" else "dmy", "named day", "named month"):
        if not open_rows.any():
            break
        rows = np.flatnonzero(open_rows)
        parts = pc.extract_regex(text.take(pa.array(rows)), _PATTERNS[name])
        hit = parts.is_valid().to_numpy(zero_copy_only=False)
        if hit.any():
            result[rows[hit]] = _assemble(parts.filter(pa.array(hit)), time_zone)
            open_rows[rows[hit]] = False
    if open_rows.any():
        rows = np.flatnonzero(open_rows)
        rest = text.take(pa.array(rows))
        epoch = pc.match_substring_regex(rest, _EPOCH).to_numpy(zero_copy_only=False)
        digits = pc.replace_substring_regex(rest.filter(pa.array(epoch)), r"\.0+$", "").to_pylist()
        micro = [int(d) * (1_000_000 if len(d) == 10 else 1_000) for d in digits]
        result[rows[epoch]] = np.array(micro, "int64").view("datetime64[us]")
    return pa.array(result, pa.timestamp("us")).cast(MOMENT)


def _assemble(parts: pa.StructArray, time_zone: str) -> NDArray[np.datetime64]:
    names = [field.name for field in parts.type]
    year = _ints(parts.field("year"))
    # Two digits: the century that lies nearer, as POSIX has it.
    year = np.where(year >= 100, year, np.where(year < 69, year + 2000, year + 1900))
    month = _ints(parts.field("month")) if "month" in names else _named(parts.field("name"))
    day, hour, minute, second = (_ints(parts.field(part)) for part in ("day", "hour", "minute", "second"))
    fraction = _ints(pc.utf8_slice_codeunits(pc.utf8_rpad(parts.field("fraction"), 6, "0"), 0, 6))
    half = pc.utf8_lower(pc.utf8_slice_codeunits(parts.field("half"), 0, 1)).fill_null("")
    is_half = pc.not_equal(half, "").to_numpy(zero_copy_only=False)
    after_noon = pc.equal(half, "p").to_numpy(zero_copy_only=False)
    sane = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (year >= 1800) & (year <= 2200)
    sane &= (hour < 24) & (minute < 60) & (second < 61) & (~is_half | ((hour >= 1) & (hour <= 12)))
    hour = np.where(is_half, hour % 12 + np.where(after_noon, 12, 0), hour)
    month_start = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    date = month_start.astype("datetime64[D]") + (day - 1)
    sane &= date.astype("datetime64[M]") == month_start
    micro = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
    local = np.where(sane, date.astype("datetime64[us]") + micro, np.datetime64("NaT"))
    return _to_utc(local, parts.field("zone"), time_zone)


def _to_utc(local: NDArray[np.datetime64], zone: pa.Array, time_zone: str) -> NDArray[np.datetime64]:
    naive = pa.array(local, pa.timestamp("us"))
    here = pc.assume_timezone(naive, time_zone, ambiguous="earliest", nonexistent="latest")
    shown = here.cast(MOMENT).cast(pa.timestamp("us")).to_numpy(zero_copy_only=False)
    marked = pc.not_equal(zone.fill_null(""), "").to_numpy(zero_copy_only=False)
    if not marked.any():
        return np.asarray(shown)
    minutes = np.array([_offset(text or "") for text in zone.to_pylist()], "timedelta64[m]")
    return np.asarray(np.where(marked, local - minutes, shown))


@lru_cache(maxsize=256)
def _offset(text: str) -> int:
    """Minutes east of Greenwich of `Z`, `+02:00`, `-0330` or `+01`."""
    found = re.fullmatch(r"([+-])(\d{2}):?(\d{2})?", text)
    if not found:
        return 0
    return (1 if found[1] == "+" else -1) * (int(found[2]) * 60 + int(found[3] or 0))


def _ints(texts: pa.Array) -> Ints:
    filled = pc.if_else(pc.equal(texts.fill_null(""), ""), "0", texts.fill_null("0"))
    return np.asarray(pc.cast(filled, pa.int64()).to_numpy(zero_copy_only=False))


def _named(texts: pa.Array) -> Ints:
    return np.array([_MONTHS.get(fold(text or ""), 0) for text in texts.to_pylist()], "int64")


def known_zone(name: str) -> bool:
    """Whether this is the IANA name of a time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
