"""What can be asked of somebody's lines on the timeline: how many, when, of what sort, and what followed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Property:
    """A condition on one value of a line's payload, found under `path`: `is`, `contains`, `at_least`, `at_most` or `filled`.

    Only texts, numbers and yes or no count; lists and objects are as if nothing was told. `is` takes the usual ways to
    write a text for the same, and numbers that are equal; `at_least` and `at_most` hold of numbers, also of those kept as
    text, and of nothing else.
    """

    path: tuple[str, ...]
    op: str
    value: str | Decimal | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of that name; of at least that amount, of such a product, on one of these channels, with such a payload."""

    name: str
    amount: Decimal | None = None
    product: str = ""
    channels: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What came after a line, in the timeline's order (moment, then number): such a line at most `days` times 24 hours
    later (None: ever), itself followed by `then`. `absent`: no such line; a line whose days are not over counts not yet."""

    lines: Lines
    days: int | None = None
    absent: bool = False
    then: Step | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """How often somebody did something.

    The lines are counted that lie in the window, are of that amount, product, channel and payload, and are followed by
    `then`; there must be `count` (at_least, at_most, exactly) `times` of them. The window is all of: the last `days`
    business days, today being one; before the last `older` days; from `first_day`; up to `last_day`; later than the last
    line named `since` (nobody who has none of these). `which` is first or last: that the first (or last) of all such lines
    lies in the window.
    """

    times: int = 1
    days: int | None = None
    amount: Decimal | None = None
    product: str = ""
    count: str = "at_least"
    older: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    since: str = ""
    which: str = ""
    channels: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()
    then: Step | None = None

    def lines(self, name: str) -> Lines:
        """The lines of that name it speaks of, whenever they were."""
        return Lines(name, self.amount, self.product, self.channels, self.properties)
