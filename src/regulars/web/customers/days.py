"""The timeline as days of sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TypedDict

from regulars.timeline.describe import Sentence
from regulars.web.words import day_name


class Said(TypedDict):
    """One line: the sentence's parts, where and when, the words quoted, the colour of its dot. A dict, and flat, since a
    page has many and a template reads a key in a fraction of an attribute's time."""

    before: str
    strong: str
    after: str
    where: str
    quote: str
    tone: str


def say(name: str, sentence: Sentence, clock: str) -> Said:
    """The line of an interaction; `clock` is the time of day where the business is."""
    where = f"{sentence.where}, {clock}" if sentence.where else clock
    return Said(
        before=sentence.before,
        strong=sentence.strong,
        after=sentence.after,
        where=where,
        quote=sentence.quote,
        tone=tone_of(name, sentence),
    )


@dataclass(slots=True)
class Day:
    """One day. `again`: the page before ended within this day, so its name is not said twice."""

    iso: str
    name: str
    again: bool = False
    said: list[Said] = field(default_factory=list)


def days(told: Iterable[tuple[date, Said]], today: date, last_shown: str = "") -> list[Day]:
    """Group what was told, newest first, by day. `last_shown` is the ISO day the page before ended with."""
    grouped = []
    for day, lines in groupby(told, key=lambda pair: pair[0]):
        grouped.append(
            Day(day.isoformat(), day_name(day, today), day.isoformat() == last_shown, [said for _, said in lines])
        )
    return grouped


def tone_of(name: str, sentence: Sentence) -> str:
    """The colour of the dot: good and bad as the sentence feels, money for orders, said for words of theirs."""
    if sentence.tone in {"good", "bad"}:
        return sentence.tone
    if name.startswith("order."):
        return "money"
    return "said" if sentence.quote or sentence.tone == "in" else ""
