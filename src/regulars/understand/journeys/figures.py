"""A journey once it was drawn from the timeline. Pure data: it travels as JSON from the worker to the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from regulars.understand.metrics.window import Window

# What is done for a map, in the order in which a waiting page tells of it.
STEPS = ("Reading the timeline", "Counting touchpoints", "Following the ways", "Hearing how people felt", "Who left")


@dataclass(frozen=True, slots=True)
class Mood:
    """Answers about a touchpoint on one scale: how many, their mean from 0 to 100, how many are bad."""

    kind: str
    answers: int
    mean: float
    bad: int
    bad_people: int


@dataclass(frozen=True, slots=True)
class Met:
    """One touchpoint. `key` is the touchpoint's; visits and the rest count visits, those with `people` persons.

    left: nothing followed; going: nothing yet; moved: something did. median, p90: seconds until it did. late: moved,
    but after the touchpoint's patience; lost_hours: what those waited beyond it. `over`: moved later than the n-th of
    all patiences. spent_left, spent_on: what those who left here spent in the window, and those who did not.
    """

    key: int
    visits: int = 0
    people: int = 0
    begins: int = 0
    left: int = 0
    left_people: int = 0
    going: int = 0
    moved: int = 0
    median: float | None = None
    p90: float | None = None
    over: tuple[int, ...] = ()
    late: int = 0
    late_people: int = 0
    lost_hours: float = 0.0
    spent_left: float = 0.0
    spent_on: float = 0.0
    moods: tuple[Mood, ...] = ()
    complaints: int = 0
    complained_people: int = 0
    contacts: int = 0
    channels: tuple[tuple[str, int], ...] = ()

    @property
    def ended(self) -> int:
        """Visits of which it is known whether anything followed."""
        return self.left + self.moved

    @property
    def mood(self) -> float | None:
        """The mean of all answers, from 0 to 100; None without any."""
        answers = sum(mood.answers for mood in self.moods)
        return sum(mood.mean * mood.answers for mood in self.moods) / answers if answers else None

    @property
    def answers(self) -> int:
        """How many answered on any scale."""
        return sum(mood.answers for mood in self.moods)


@dataclass(frozen=True, slots=True)
class Way:
    """From one touchpoint to the next (keys): how often, by how many people, and the seconds between."""

    before: int
    after: int
    times: int
    people: int
    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class Path:
    """Touchpoints (keys) in the order in which they were taken; `long`: it went on after those."""

    touches: tuple[int, ...]
    times: int
    people: int
    long: bool = False


@dataclass(frozen=True, slots=True)
class Harm:
    """One kind of harm at a touchpoint: leaving, complaint, bad_answer or waiting.

    `observed` of `of` where `expected` would be usual; `people` who met it; `p` of the difference being chance.
    """

    kind: str
    observed: int
    of: int
    expected: float
    people: int
    weight: float
    p: float

    @property
    def excess(self) -> float:
        """Persons beyond the usual: of those who met it, the share that is beyond what is expected."""
        return self.people * max(0.0, self.observed - self.expected) / self.observed if self.observed else 0.0

    @property
    def cost(self) -> float:
        """People times harm."""
        return self.excess * self.weight


@dataclass(frozen=True, slots=True)
class Pain:
    """A touchpoint that hurts beyond chance, with what it is made of. `lost`: money at most, where it is known."""

    key: int
    harms: tuple[Harm, ...]
    lost: float = 0.0

    @property
    def cost(self) -> float:
        """The sum over its harms."""
        return sum(harm.cost for harm in self.harms)


@dataclass(frozen=True, slots=True)
class Precedent:
    """Something people met before a day, and how many of them were not seen again; beside everybody else.

    `before` is 0 for a touchpoint alone, else the touchpoint just before it. `low`, `high`: the 95 % interval of `times`.
    """

    key: int
    before: int
    people: int
    gone: int
    others: int
    others_gone: int
    times: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Leaving:
    """What precedes leaving: seen in the `before` days up to `day`, and not within the `after` days since."""

    day: date
    before: int
    after: int
    people: int
    gone: int
    precedents: tuple[Precedent, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """A journey as it was drawn. `began`: journeys that began in the window; `paths` and `beginnings` are of those."""

    window: Window
    computed_at: datetime
    lake_version: str
    currency: str
    people: int
    visits: int
    began: int
    touchpoints: tuple[Met, ...]
    ways: tuple[Way, ...]
    paths: tuple[Path, ...]
    beginnings: tuple[Path, ...]
    pains: tuple[Pain, ...]
    leaving: Leaving | None = None

    def met(self, key: int) -> Met:
        """What is known of one touchpoint; an empty one where nobody met it."""
        return next((met for met in self.touchpoints if met.key == key), Met(key))


def to_json(drawn: Map) -> str:
    """The map as JSON."""
    return _encoder.encode(drawn).decode()


def from_json(text: str) -> Map:
    """The map that `to_json` wrote."""
    return _decoder.decode(text)


_encoder = msgspec.json.Encoder(decimal_format="string")
_decoder = msgspec.json.Decoder(Map)
