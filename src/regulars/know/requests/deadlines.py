"""When a request has to be answered: one month after it came (article 12 of the GDPR), two more where the law allows."""

from __future__ import annotations

import calendar
from datetime import date

MONTHS = 1
SOON = 7  # days before the deadline at which a request is shown as urgent


def months_later(day: date, months: int) -> date:
    """The same day some months later; the last day of that month where it is shorter. Negative goes back."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_on(received: date) -> date:
    """The last day for an answer."""
    return months_later(received, MONTHS)
