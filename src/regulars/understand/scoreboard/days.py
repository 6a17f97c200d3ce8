"""The day a scoreboard looks back from."""

from __future__ import annotations

from datetime import date, timedelta

# So long a silence of the whole business means that its data end there, not that all customers left.
SILENCE = timedelta(days=45)


def looked_back_from(last_day: date, today: date) -> date:
    """Today; or the day of the last order where the orders end long before today or, in a test or a plan, after it."""
    return today if last_day <= today <= last_day + SILENCE else last_day
