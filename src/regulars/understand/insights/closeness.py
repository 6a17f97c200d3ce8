"""How close a customer is, in a word and with the reason. Pure: numbers in, words out."""

from __future__ import annotations

from datetime import date

# From this chance of being still with us on, a customer is warm; below the second, distant; cooling between.
WARM = 0.8
DISTANT = 0.4
# Whoever bought once, this many days ago at most, is new: one order says little yet.
NEW_DAYS = 60
# Whoever bought on one day only has no rhythm, and the model of repeat buying calls them certain to be still with us, by its
# definition. Silence alone tells there: cooling up to so many days, then distant.
SILENT_DAYS = 180


def closeness(
    orders: int, first_day: date | None, last_day: date | None, alive: float | None, as_of: date
) -> tuple[str, str]:
    """(word, reason): new, warm, cooling or distant; both empty where nothing can be said."""
    if not orders or first_day is None or last_day is None:
        return "", ""
    last = f"{last_day.day} {last_day:%B %Y}"
    if orders == 1 and (as_of - first_day).days <= NEW_DAYS:
        return "new", f"The first order was on {last}."
    if alive is None:
        return "", ""
    if alive >= 1 and first_day == last_day:
        silent = (as_of - last_day).days
        if silent > NEW_DAYS:
            word = "cooling" if silent <= SILENT_DAYS else "distant"
            return word, f"{_rhythm(orders, 0)}, on {last}, and nothing since."
    word = "warm" if alive >= WARM else "cooling" if alive >= DISTANT else "distant"
    rhythm = _rhythm(orders, (last_day - first_day).days)
    when = f"on {last}" if orders == 1 else f"the last on {last}"
    return word, f"{rhythm}, {when}: {alive * 100:.0f} % likely to be still with us."


def _rhythm(orders: int, span: int) -> str:
    if orders == 1:
        return "One order"
    if span == 0:
        return f"{orders:,} orders on one day"
    gap = span / (orders - 1)
    return f"{orders:,} orders, about every {'day' if gap < 1.5 else f'{gap:,.0f} days'}"
