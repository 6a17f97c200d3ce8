"""What a map is asked for: which time, which channel, whose. As a text it is the key under which the map is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

import msgspec

from regulars.kit.refused import Refused
from regulars.timeline.names import CHANNELS
from regulars.understand.metrics.window import Window, add_months

MONTHS = (1, 3, 6, 12, 24)


@dataclass(frozen=True, slots=True)
class Asked:
    """`months` up to the day the record is looked back from, `back` times as long ago; or the days from `first` to `last`.

    group: `rfm:<name>` or `segment:<number>`; empty is everybody.
    """

    months: int = 12
    back: int = 0
    first: date | None = None
    last: date | None = None
    channel: str = ""
    group: str = ""

    def text(self) -> str:
        """The key of this."""
        told = {name: value for name, value in asdict(self).items() if value}
        return msgspec.json.encode(told, order="sorted").decode()

    def window(self, as_of: date) -> Window:
        """The days that are looked at."""
        if self.first and self.last:
            return Window.of_days(self.first, self.last)
        window = Window.months_until(as_of, self.months)
        for _ in range(self.back):
            window = window.before()
        return window

    def before(self) -> Asked:
        """The same, of the time just before."""
        if self.first and self.last:
            length = self.last - self.first
            last = date.fromordinal(self.first.toordinal() - 1)
            return Asked(self.months, self.back, last - length, last, self.channel, self.group)
        return Asked(self.months, self.back + 1, None, None, self.channel, self.group)


def from_text(text: str) -> Asked:
    """What `text` gave."""
    return msgspec.json.decode(text, type=Asked)


def read(told: Mapping[str, str]) -> Asked:
    """What a page's address asks for. Raises Refused."""
    errors: dict[str, str] = {}
    first, last = (_day(told.get(name, ""), name, errors) for name in ("first", "last"))
    months = told.get("months") or "12"
    if months not in {str(one) for one in MONTHS}:
        errors["months"] = f"Choose {', '.join(map(str, MONTHS))} months."
    if bool(first) != bool(last):
        errors["last" if first else "first"] = "Give the first day and the last."
    elif first and last and not first <= last <= add_months(first, 36):
        errors["last"] = "The last day comes after the first, and at most three years later."
    channel, group = told.get("channel", ""), told.get("group", "")
    if channel and channel not in CHANNELS:
        errors["channel"] = f"There is no channel {channel}."
    kind, _, name = group.partition(":")
    if group and not ((kind == "rfm" and name and len(name) <= 40) or (kind == "segment" and name.isdigit())):
        errors["group"] = "There are no such people."
    back = told.get("back") or "0"
    if back not in {"0", "1", "2", "3"}:
        errors["back"] = "Look back three times at most."
    if errors:
        raise Refused(errors)
    return Asked(int(months), int(back), first, last, channel, group)


def _day(text: str, name: str, errors: dict[str, str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        errors[name] = f"{text!r} is no day; write it as 2026-03-31."
        return None
