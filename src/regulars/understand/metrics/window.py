"""Windows of business days over which a metric is taken."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (or earlier); the last of the month where that day does not exist."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_of(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Business days from `start` up to but not including `end`; `months` when it is a whole number of months long."""

    start: date
    end: date
    months: int | None = None

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"window: end {self.end} must be after start {self.start}")

    @classmethod
    def months_until(cls, as_of: date, months: int = 12) -> Window:
        """The `months` months that end with the day `as_of`, that day included."""
        if months < 1:
            raise ValueError(f"months: {months} given, at least 1 is needed")
        end = as_of + timedelta(days=1)
        return cls(add_months(end, -months), end, months)

    @classmethod
    def of_days(cls, first: date, last: date) -> Window:
        """From the day `first` to the day `last`, both included."""
        return cls(first, last + timedelta(days=1))

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.end - timedelta(days=1)

    def before(self) -> Window:
        """The window just before this one, as long as this one."""
        if self.months is not None:
            return Window(add_months(self.start, -self.months), self.start, self.months)
        return Window(self.start - (self.end - self.start), self.start)
