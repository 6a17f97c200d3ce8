"""What the rules of segments say about the segments themselves: which others they name, and what can move people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from regulars.kit.refused import Refused
from regulars.know.filters.rule import Condition, Group, Not, Rule, conditions, read_rule
from regulars.timeline.names import NAMES_OF_KIND, VOCABULARY, Kind
from regulars.understand.segments.models import Segment

PREFIX: Final = "segment:"
# Within the program only: whoever is on a list kept by hand.
LISTED: Final = "on_list:"
NUMBERS: Final = "insight:"
DEED: Final = "did:"
_BY_CLOCK: Final = ("consent:", "occasion:")
_DAYS: Final = {"last_days", "not_last_days", "next_days"}
_HEARD: Final = {"heard", "first_heard"}
_DEEPEST: Final = 8


def rule_of(segment: Segment) -> Rule:
    """The rule that says who belongs to it. Raises Refused where it cannot be read."""
    return Condition(f"{LISTED}{segment.pk}", "yes") if segment.is_list else read_rule(segment.rule or {"all": []})


def expanded(rule: Rule, known: Mapping[int, Segment], depth: int = 0) -> Rule:
    """The rule with the segments it names replaced by what makes them. Raises Refused for one that is gone or names itself."""
    if depth > _DEEPEST:
        raise Refused({"rule": "The segments in this rule lead in a circle. Take one of them out."})
    match rule:
        case Group(way, parts):
            return Group(way, tuple(expanded(part, known, depth) for part in parts))
        case Not(part):
            return Not(expanded(part, known, depth))
        case Condition(name, op) if name.startswith(PREFIX):
            number = name.removeprefix(PREFIX)
            named = known.get(int(number)) if number.isdigit() else None
            if named is None:
                raise Refused({"rule": "This rule names a segment that was removed. Take it out."})
            inner = expanded(rule_of(named), known, depth + 1)
            return Not(inner) if op == "no" else inner
        case _:
            return rule


def segments_in(rule: Rule) -> set[int]:
    """The segments a rule names."""
    names = (one.field.removeprefix(PREFIX) for one in conditions(rule) if one.field.startswith(PREFIX))
    return {int(name) for name in names if name.isdigit()}


@dataclass(frozen=True, slots=True)
class Moves:
    """What can move people in or out: lines of these names; any line of the house about a customer (`facts`); any line at
    all (`heard`); new numbers (`numbers`); or the day's turn alone (`days`)."""

    names: frozenset[str] = frozenset()
    facts: bool = False
    heard: bool = False
    numbers: bool = False
    days: bool = False

    def by(self, told: set[str]) -> bool:
        """Whether lines of these names can."""
        return bool(self.heard or told & self.names or told & JOINED or (self.facts and told - PASSING))


# With these, whole stories come or go. They name the rows they speak of in their changes.
JOINED: Final = frozenset({"customer.joined", "customer.merged", "customer.parted"})
# Visits and mails change no fact about anybody. (Whoever buys, writes or answers may be known only since.)
PASSING: Final = frozenset(name for kind in (Kind.VISITS, Kind.MAIL) for name in NAMES_OF_KIND[kind])


def moves(rule: Rule) -> Moves:
    """What can move people in or out of whoever fits an expanded rule."""
    names: set[str] = set()
    facts = heard = numbers = days = False
    for one in conditions(rule):
        told = {text for text in _texts(one.value) if text in VOCABULARY}
        if one.field.startswith(DEED):
            told.add(one.field.removeprefix(DEED))
        names |= told
        numbers = numbers or one.field.startswith(NUMBERS)
        heard = heard or one.field in _HEARD
        facts = facts or not (told or one.field.startswith(NUMBERS))
        days = days or one.op in _DAYS or one.field.startswith(_BY_CLOCK) or _counts_days(one.value)
    return Moves(frozenset(names), facts, heard, numbers, days)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list() | tuple():
            for one in value:
                yield from _texts(one)
        case dict():
            for one in value.values():
                yield from _texts(one)


def _counts_days(value: Any) -> bool:
    if isinstance(value, dict):
        return any("day" in str(key) or "within" in str(key) or _counts_days(one) for key, one in value.items())
    return isinstance(value, list | tuple) and any(map(_counts_days, value))
