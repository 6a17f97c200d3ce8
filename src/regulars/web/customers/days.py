"""The timeline as days of sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Protocol

from regulars.timeline.describe import Sentence
from regulars.web.words import day_name


class Line(Protocol):
    """The fields of an interaction that a day needs."""

    @property
    def business_day(self) -> date: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Said:
    """One line: its sentence, its clock time where the business is, and the colour of its dot."""

    sentence: Sentence
    time: str
    tone: str


@dataclass(slots=True)
class Day:
    """One day. `again`: the page before ended within this day, so its name is not said twice."""

    day: date
    name: str
    again: bool = False
    said: list[Said] = field(default_factory=list)


def days(told: Iterable[tuple[date, Said]], today: date, last_shown: str = "") -> list[Day]:
    """Group what was told, newest first, by day. `last_shown` is the ISO day the page before ended with."""
    grouped = []
    for day, lines in groupby(told, key=lambda pair: pair[0]):
        grouped.append(Day(day, day_name(day, today), day.isoformat() == last_shown, [said for _, said in lines]))
    return grouped


def tone_of(name: str, sentence: Sentence) -> str:
    """The colour of the dot: good and bad as the sentence feels, money for orders, said for words of theirs."""
    if sentence.tone in {"good", "bad"}:
        return sentence.tone
    if name.startswith("order."):
        return "money"
    return "said" if sentence.quote or sentence.tone == "in" else ""
