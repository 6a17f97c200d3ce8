"""What a journey is: its stages, the touchpoints in them, and by what interactions each is recognised. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

# So many fit into the numbers that stand for paths and for the last touchpoint before an answer (`rounds`, `mood`).
MOST_TOUCHPOINTS: Final = 40
DAY: Final = 86_400
HOUR: Final = 3_600


class Op(StrEnum):
    """How a touchpoint looks at one property of an interaction."""

    IS = "is"
    CONTAINS = "contains"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """One way in which customers and the business meet.

    An interaction belongs to the first touchpoint, in their order, that it fits: one of `names`; one of `channels`,
    where any are given; the property `prop` compared with `value` by `op`; a product of `category`.

    `patience_hours`: longer than this nobody should wait here for what comes next; None where nobody waits for us.
    `may_end`: whether a journey that stops here is as it should be, so that nobody is counted as lost.
    """

    key: int
    name: str
    stage: int
    names: tuple[str, ...]
    channels: tuple[str, ...] = ()
    prop: str = ""
    op: Op = Op.IS
    value: str = ""
    category: str = ""
    patience_hours: float | None = None
    may_end: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """What one more person costs who leaves, complains, gives a bad mark or waits too long: the harm of pain points."""

    leaving: float = 1.0
    complaint: float = 0.5
    bad_answer: float = 0.5
    waiting: float = 0.25


@dataclass(frozen=True, slots=True)
class Definition:
    """A journey as it is looked at.

    A journey of a customer ends where nothing follows for `pause_days`. The same touchpoint again within
    `session_minutes` is one visit of it. An answer or complaint belongs to the last touchpoint within `mood_days` before.
    """

    name: str
    stages: tuple[str, ...]
    touchpoints: tuple[Touchpoint, ...]
    pause_days: int = 60
    session_minutes: int = 30
    mood_days: int = 14
    weights: Weights = field(default_factory=Weights)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the vocabulary that any touchpoint is recognised by."""
        return tuple(sorted({name for point in self.touchpoints for name in point.names}))

    @property
    def thresholds(self) -> tuple[int, ...]:
        """The patiences that occur, in seconds, shortest first."""
        found = {round(point.patience_hours * HOUR) for point in self.touchpoints if point.patience_hours is not None}
        return tuple(sorted(found))
