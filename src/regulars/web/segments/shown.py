"""Segments as their pages show them: sentences, the line of sizes, what sets people apart, whom they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from regulars.access.acting import current
from regulars.kit.countries import in_country
from regulars.kit.refused import Refused
from regulars.know.filters.rule import read_rule
from regulars.know.filters.words import spoken
from regulars.understand.segments.models import Segment, SegmentDay
from regulars.understand.segments.queries import day_by_day
from regulars.web import words
from regulars.web.pictures.spark import Spark, spark
from regulars.web.rules.known import fields

LOOK_BACK: Final = 30
_ABOUT_WORTH: Final = "insight."


@dataclass(frozen=True, slots=True)
class Course:
    """How the size went: the picture and what it says."""

    drawing: Spark | None
    words: str
    moved: str


def course(one: Segment, kept: Sequence[SegmentDay], today: date, days: int, width: int, height: int) -> Course:
    """Over the last so many days."""
    told = day_by_day(kept, today - timedelta(days=days), today)
    came, went = sum(day.entered for day in kept), sum(day.left for day in kept)
    both = f"{words.count(came)} came, {words.count(went)} went" if came or went else ""
    moved = both or "nobody came or went"
    if len(told) < 2:
        return Course(None, f"{moved} so far", both)
    since = "in the last 30 days" if days == LOOK_BACK else f"since {told[0][0]:%-d %B %Y}"
    return Course(spark([float(size) for _, size in told], width=width, height=height), f"{moved} {since}", both)


def in_words(one: Segment) -> str:
    """Who is in it, as a sentence without a full stop."""
    if one.is_list:
        return "Whoever was put on this list by hand"
    try:
        return spoken(read_rule(one.rule or {"all": []}), fields())
    except Refused as refused:
        return " ".join(refused.errors.values())


def state(one: Segment) -> str:
    """What is to be known of it before its numbers: nothing where all is well."""
    if one.problem:
        return one.problem
    return "Being counted" if one.counted_at is None else ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that sets people apart, in words, with two shares to draw where it is one."""

    sentence: str
    here: float | None
    everybody: float | None
    strength: str
    effect: str


def differences(one: Segment, currency: str) -> list[Difference]:
    """What sets its people apart, as the worker found it, without what whoever acts may not see."""
    hidden = current().hidden
    told = []
    for each in one.portrait.get("apart", []):
        if each["field"] in hidden or ("worth" in hidden and each["field"].startswith(_ABOUT_WORTH)):
            continue
        told.append(_difference(each, currency))
    return told


_SHARES: Final[Mapping[str, str]] = {
    "kind": "are a {}", "city": "live in {}", "country": "live in {}", "language": "write {}",
    "insight.segment": "are {} by what they buy", "insight.relationship": "stand to us as “{}”",
    "insight.heading": "are {}",
}  # fmt: skip
_HEADINGS: Final = {"new": "new", "closer": "coming closer", "steady": "steady", "cooling": "cooling"}


def _difference(each: Mapping[str, Any], currency: str) -> Difference:
    here, everybody, effect = float(each["here"]), float(each["everybody"]), float(each["effect"])
    size = abs(effect)
    strength = "very much" if size >= 0.8 else "clearly" if size >= 0.5 else "somewhat"
    said = f"effect {effect:+.2f}"
    if each["kind"] == "share":
        value = _HEADINGS.get(each["value"], each["value"])
        value = in_country(value) if each["field"] == "country" else value
        clause = _SHARES.get(each["field"], "have {}").format(value)
        text = f"{words.percent(here)} {clause}; of everybody {words.percent(everybody)}."
        return Difference(text, here, everybody, strength, said)
    if each["kind"] == "money":
        mine, all_of = (words.round_money(Decimal(str(round(number, 2))), currency) for number in (here, everybody))
    else:
        mine, all_of = _number(here), _number(everybody)
    label = each["label"]
    return Difference(
        f"{label[:1].upper()}{label[1:]}: {mine} on average; of everybody {all_of}.", None, None, strength, said
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 100 else f"{value:,.0f}"


@dataclass(frozen=True, slots=True)
class Shared:
    """Another segment with which people are shared: how many, as a part of this one and of the other."""

    other: Segment
    count: int
    of_this: float
    of_other: float


def shared(one: Segment, others: Sequence[Segment]) -> list[Shared]:
    """Those with which it shares most of its people first."""
    told = one.portrait.get("overlap", {})
    found = [
        Shared(
            other, told[str(other.pk)], told[str(other.pk)] / max(1, one.size), told[str(other.pk)] / max(1, other.size)
        )
        for other in others
        if str(other.pk) in told and other.pk != one.pk
    ]
    return sorted(found, key=lambda each: (-each.count, each.other.name))[:12]


def middle(medians: Mapping[str, float], currency: str) -> str:
    """`In the middle of them: 2 orders, €337 so far, the last one 109 days ago.`"""
    orders, days = round(medians["orders"]), round(medians["away"])
    had = "1 order" if orders == 1 else f"{words.count(orders)} orders"
    when = {0: "today", 1: "yesterday"}.get(days, f"{words.count(days)} days ago")
    worth = words.round_money(Decimal(str(round(medians["revenue"], 2))), currency)
    return f"In the middle of them: {had}, {worth} so far, the last one {when}."
