"""Two maps of one journey side by side: two times, or two groups of people. Pure.

Whatever can be said as a share is compared by the same test, and all of them together are corrected for how many they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from regulars.understand.journeys.definition import HOUR, Definition
from regulars.understand.journeys.figures import Map, Met
from regulars.understand.journeys.stats import differs, found

FEWEST = 30


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole."""

    part: int
    of: int

    @property
    def value(self) -> float:
        """From 0 to 1; 0 of nothing."""
        return self.part / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """One share in both maps. kind: reached, left, complained, bad, late or way (from `key` to `after`).

    `beyond_chance`: whether it still is a finding among all that were compared. `worse`: the first one is; None where
    more is neither.
    """

    kind: str
    key: int
    after: int
    first: Share
    second: Share
    p: float
    beyond_chance: bool
    worse: bool | None


_BAD = frozenset({"left", "complained", "bad", "late"})


def differences(definition: Definition, first: Map, second: Map) -> tuple[Difference, ...]:
    """All that can be compared: what differs beyond chance first, the largest differences of those foremost."""
    told = [*_touchpoints(definition, first, second), *_ways(first, second)]
    told = [each for each in told if min(each[3].of, each[4].of) >= FEWEST]
    p_values = [differs(a.part, a.of, b.part, b.of) for _, _, _, a, b in told]
    made = [
        Difference(
            kind, key, after, a, b, p, finding, (a.value > b.value) if kind in _BAD and a.value != b.value else None
        )
        for (kind, key, after, a, b), p, finding in zip(told, p_values, found(p_values), strict=True)
    ]
    return tuple(sorted(made, key=lambda d: (not d.beyond_chance, -abs(d.first.value - d.second.value), d.kind, d.key)))


Told = tuple[str, int, int, Share, Share]


def _touchpoints(definition: Definition, first: Map, second: Map) -> Iterator[Told]:
    for point in definition.touchpoints:
        here, there = first.met(point.key), second.met(point.key)
        yield "reached", point.key, 0, Share(here.people, first.people), Share(there.people, second.people)
        if not point.may_end:
            yield "left", point.key, 0, Share(here.left, here.ended), Share(there.left, there.ended)
        yield "complained", point.key, 0, _complaints(here), _complaints(there)
        yield "bad", point.key, 0, _bad(here), _bad(there)
        if point.patience_hours is not None:
            place = definition.thresholds.index(round(point.patience_hours * HOUR))
            yield "late", point.key, 0, _late(here, place), _late(there, place)


def _complaints(met: Met) -> Share:
    return Share(min(met.complaints, met.visits), met.visits)


def _bad(met: Met) -> Share:
    return Share(sum(mood.bad for mood in met.moods), met.answers)


def _late(met: Met, place: int) -> Share:
    return Share(met.over[place] if met.over else 0, met.moved)


def _ways(first: Map, second: Map) -> Iterator[Told]:
    there = {(way.before, way.after): way.times for way in second.ways}
    here = {(way.before, way.after): way.times for way in first.ways}
    for before, after in sorted(here.keys() | there.keys()):
        moved = [sum(n for (a, _), n in ways.items() if a == before) for ways in (here, there)]
        pair = (before, after)
        yield "way", before, after, Share(here.get(pair, 0), moved[0]), Share(there.get(pair, 0), moved[1])
