"""Finds the decimal mark and the order of dates from the cells themselves."""

from __future__ import annotations

import re
from itertools import pairwise

from regulars.listen.imports.layout import DateOrder, Sure

_COMMA = re.compile(r"[^\w]{0,3}\s?-?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,}))\s?[^\w.,]{0,2}(\w{3})?")
_POINT = re.compile(r"[^\w]{0,3}\s?-?(\d{1,3}(,\d{3})+\.\d+|\d+\.(\d{1,2}|\d{4,}))\s?[^\w.,]{0,2}(\w{3})?")
_DATE = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?!\d)")


def decimal_mark(columns: list[list[str]], *, likely: str) -> tuple[str, Sure, str]:
    """`.` or `,`, how sure, and why. `columns`: the non-empty cells of each column. `likely` stands where nothing speaks."""
    comma = point = 0
    for cells in columns:
        for cell in cells[:5_000]:
            if "," in cell and _COMMA.fullmatch(cell):
                comma += 1
            elif "." in cell and _POINT.fullmatch(cell):
                point += 1
    if comma == point == 0:
        return likely, "medium", "no number has a fraction"
    mark, most, least = (",", comma, point) if comma > point else (".", point, comma)
    example = "12,50" if mark == "," else "12.50"
    return mark, "high" if least <= most // 20 else "low", f"numbers like {example}"


def date_order(columns: list[list[str]], *, european: bool) -> tuple[DateOrder, Sure, str]:
    """The order of day, month and year, how sure, and why.

    A part over 12 is the day. Where no date has one, the order under which the file's dates run on in time is taken,
    and last the usual one of the region, which `european` names.
    """
    votes = {"ymd": 0, "dmy": 0, "mdy": 0}
    unsure: list[list[tuple[int, int, int]]] = []
    dotted = False
    for cells in columns:
        dates = [match for cell in cells[:20_000] if (match := _DATE.match(cell))]
        if not dates or len(dates) < 0.8 * min(len(cells), 20_000):
            continue
        open_dates = []
        for match in dates:
            first, separator, second, last = match.groups()
            dotted = dotted or separator == "."
            if len(first) == 4:
                votes["ymd"] += 1
            elif int(first) > 12:
                votes["dmy"] += 1
            elif int(second) > 12:
                votes["mdy"] += 1
            else:
                open_dates.append((int(last), int(first), int(second)))
        unsure.append(open_dates)
    winner: DateOrder = "ymd" if votes["ymd"] else ("dmy" if votes["dmy"] >= votes["mdy"] else "mdy")
    if votes["dmy"] or votes["mdy"]:
        winner = "dmy" if votes["dmy"] >= votes["mdy"] else "mdy"
        clear = min(votes["dmy"], votes["mdy"]) * 20 <= max(votes["dmy"], votes["mdy"])
        return winner, "high" if clear else "low", "days over 12"
    if votes["ymd"]:
        return "ymd", "high", "the year comes first"
    for open_dates in unsure:
        runs = _runs_on(open_dates)
        if runs is not None:
            return runs, "medium", "so the dates run on in time"
    if any(unsure):
        return (
            ("dmy" if european or dotted else "mdy"),
            "medium" if dotted else "low",
            "usual where this file's marks are",
        )
    return "ymd", "medium", "no date to tell by"


def _runs_on(dates: list[tuple[int, int, int]]) -> DateOrder | None:
    """The order (dmy or mdy) under which consecutive (year, first, second) lie clearly nearer to each other, if one does."""
    as_dmy, as_mdy = _way([(y, second, first) for y, first, second in dates]), _way(dates)
    if min(as_dmy, as_mdy) * 2 >= max(as_dmy, as_mdy):
        return None
    return "dmy" if as_dmy < as_mdy else "mdy"


def _way(dates: list[tuple[int, int, int]]) -> int:
    """Days between each (year, month, day) and the next, forwards or backwards, added up."""
    days = [year * 372 + month * 31 + day for year, month, day in dates]
    return sum(abs(after - before) for before, after in pairwise(days))
