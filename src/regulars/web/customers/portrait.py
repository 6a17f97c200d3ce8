"""A customer in one sentence, and what they are worth as a few pairs. Pure: facts in, words out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from regulars.kit.money import spoken
from regulars.understand.insights.models import CustomerInsight
from regulars.web import words
from regulars.web.customers.known_as import language


class Person(Protocol):
    """The fields of a customer that are spoken of."""

    @property
    def kind(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def first_heard_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Portrait:
    """`before` + `strong` + `after` is the sentence; `since` stands under the name."""

    since: str
    before: str
    strong: str = ""
    after: str = ""


_CALLED = {
    "friend": "friend",
    "warm": "warm regular",
    "love-hate": "customer who loves and hates us",
    "distant": "customer who has grown distant",
    "enemy": "customer who is angry with us",
}
_NEW_DAYS = 60


def _called(insight: CustomerInsight, today: date) -> str:
    """What somebody with an order is called."""
    if insight.orders == 1:
        is_new = insight.first_day is not None and (today - insight.first_day).days <= _NEW_DAYS
        return "new customer" if is_new else "customer of one order"
    called = _CALLED.get(insight.relationship, "customer")
    return f"{called} who is cooling" if insight.heading == "cooling" and " who " not in called else called


def _rhythm(insight: CustomerInsight) -> str:
    """`buys every 5 weeks`; empty for a single order."""
    if insight.orders < 2 or insight.first_day is None or insight.last_day is None:
        return ""
    days = (insight.last_day - insight.first_day).days / (insight.orders - 1)
    if days < 1:
        return "bought several times on one day"
    if days < 14:
        return f"buys every {round(days)} days" if round(days) > 1 else "buys every day"
    if days < 70:
        return f"buys every {round(days / 7)} weeks"
    return f"buys every {round(days / 30.44)} months"


def _pause(last: date, today: date) -> str:
    days = (today - last).days
    if days < 1:
        return "the last time today"
    if days < 14:
        return f"the last time {days} day{'' if days == 1 else 's'} ago"
    if days < 70:
        return f"the last time {days // 7} weeks ago"
    return f"the last time {round(days / 30.44)} months ago"


def portrait(person: Person, insight: CustomerInsight | None, today: date) -> Portrait:
    """Who this is: since when, how close, in what rhythm."""
    began = person.first_heard_at or person.created_at
    kind = "Company" if person.kind == "company" else "Customer"
    since = ", ".join(
        part
        for part in (
            f"{kind} since {began:%B %Y}",
            person.city,
            f"writes {language(person.language)}" if person.language else "",
        )
        if part
    )
    if insight is None or not insight.orders or insight.last_day is None:
        return Portrait(since, "Has not bought anything yet, as far as the numbers reach.")
    called = _called(insight, today)
    if insight.orders == 1:
        return Portrait(since, "A ", called, f": {_pause(insight.last_day, today).replace('the last time', 'bought')}.")
    return Portrait(since, "A ", called, f": {_rhythm(insight)}, {_pause(insight.last_day, today)}.")


def worth(insight: CustomerInsight | None) -> list[tuple[str, str]]:
    """Pairs for the card; empty for somebody who never bought."""
    if insight is None or not insight.orders or insight.revenue is None:
        return []
    orders = f"{words.count(insight.orders)} order{'' if insight.orders == 1 else 's'}"
    pairs = [("So far", f"{spoken(insight.revenue, insight.currency)} in {orders}")]
    if insight.orders > 1:
        pairs.append(("An order", spoken(insight.revenue / insight.orders, insight.currency)))
    if insight.segment:
        pairs.append(("Group", insight.segment))
    return pairs
