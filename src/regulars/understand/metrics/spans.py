"""Windows as people name them: 12m, 90d, this-quarter, last-year, 2026-01-01..2026-03-31."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from regulars.understand.metrics.window import Window, add_months, month_of

USUAL = "12m"
# What a window is compared with: the one just before it, the same days a year earlier, or nothing.
Comparison = Literal["before", "year", "nothing"]
COMPARISONS: tuple[Comparison, ...] = ("before", "year", "nothing")
_LAST = re.compile(r"^(\d{1,4})([dmy])$")
_BETWEEN = re.compile(r"^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
# Choices a page offers, with their names.
OFFERED: tuple[tuple[str, str], ...] = (
    ("12m", "the last 12 months"),
    ("6m", "the last 6 months"),
    ("90d", "the last 90 days"),
    ("30d", "the last 30 days"),
    ("this-month", "this month"),
    ("last-month", "last month"),
    ("this-quarter", "this quarter"),
    ("last-quarter", "last quarter"),
    ("this-year", "this year"),
    ("last-year", "last year"),
)


class UnknownSpan(ValueError):
    """No window is called so; the text says how to write one."""


@dataclass(frozen=True, slots=True)
class Span:
    """A window and how it was named."""

    text: str
    window: Window

    @property
    def said(self) -> str:
        """In words: the last 90 days; from 3 March 2026 to 9 March 2026."""
        named = dict(OFFERED).get(self.text)
        if named:
            return named
        found = _LAST.match(self.text)
        if found:
            unit = {"d": "day", "m": "month", "y": "year"}[found[2]]
            many = int(found[1])
            return f"the last {many} {unit}s" if many != 1 else f"the last {unit}"
        return f"{self.window.start:%-d %B %Y} to {self.window.last:%-d %B %Y}"


def span(text: str, as_of: date) -> Span:
    """The window that `text` names, looked at from the day `as_of`, that day included. Raises UnknownSpan.

    12m, 90d, 2y: the last so many months, days, years. this-month, this-quarter, this-year: from its first day to
    `as_of`. last-month and so on: the whole one before. 2026-01-01..2026-03-31: both days included.
    """
    text = text.strip().lower() or USUAL
    end = as_of + timedelta(days=1)
    if (found := _LAST.match(text)) and int(found[1]):
        many, unit = int(found[1]), found[2]
        many = many * 12 if unit == "y" else many
        if many <= (36500 if unit == "d" else 1200):
            if unit == "d":
                return Span(text, Window(end - timedelta(days=many), end))
            return Span(text, Window.months_until(as_of, many))
    which, _, unit = text.partition("-")
    if which in {"this", "last"} and unit in _MONTHS:
        months = _MONTHS[unit]
        first = month_of(as_of)
        first = add_months(first, -((first.month - 1) % months))
        if which == "this":
            return Span(text, Window(first, end))
        return Span(text, Window(add_months(first, -months), first, months))
    if found := _BETWEEN.match(text):
        try:
            first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2])
        except ValueError as error:
            raise UnknownSpan(f"window: {text!r} holds a day that does not exist") from error
        if first > last:
            raise UnknownSpan(f"window: {text!r} ends before it begins; write the earlier day first")
        return Span(text, _between(first, last))
    raise UnknownSpan(
        f"window: {text!r} is not understood; write 12m, 90d, this-month, last-quarter, or 2026-01-01..2026-03-31"
    )


def compared_with(window: Window, comparison: Comparison) -> Window | None:
    """What the window is compared with; a part of a month, quarter or year with as many days just before it."""
    if comparison == "nothing":
        return None
    if comparison == "before":
        return window.before()
    return Window(add_months(window.start, -12), add_months(window.end, -12), window.months)


def _between(first: date, last: date) -> Window:
    """Whole months stay whole months, so that the time before them is months too."""
    end = last + timedelta(days=1)
    if first.day == 1 and end.day == 1:
        return Window(first, end, (end.year - first.year) * 12 + end.month - first.month)
    return Window(first, end)
