"""Whom to call: those who were close and get quieter, by what is at risk with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regulars.access.acting import current, require
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import roots_of_parts
from regulars.know.filters.pages import page
from regulars.know.filters.registry import Registry
from regulars.know.filters.rule import Condition, Group
from regulars.timeline.describe import Sentence, describe
from regulars.timeline.read import latest_of
from regulars.understand.insights.filter_fields import insight_fields, insight_orders
from regulars.understand.insights.models import CustomerInsight, Forecast
from regulars.understand.insights.queries import insights_of

# What somebody did or said that is worth beginning a talk with, the newest of it.
TELLING = (
    "order.completed", "order.refunded", "message.received", "call.held", "survey.answered", "review.written", "case.opened",
    "case.resolved",
)  # fmt: skip
COOLING = Group("all", (Condition("insight:heading", "any_of", ["cooling"]),))


@dataclass(frozen=True, slots=True)
class Quieter:
    """One of them: who, what the numbers say, and the last telling thing of theirs and when, where there is one."""

    customer: Customer
    insight: CustomerInsight
    last: Sentence | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Cooling:
    """Some of them, the most at risk first, and where the next ones begin (None: that was all). `by`: what they are sorted
    by, `risk` or, where nothing can be predicted, `worth`."""

    people: list[Quieter]
    next: str | None
    by: str


def may_be_told() -> bool:
    """Whether whoever acts sees what this list is made of."""
    return "worth" not in current().hidden


def cooling(*, after: str | None = None, limit: int = 25) -> Cooling:
    """A page of the list, only of customers whoever acts sees. Raises BadPosition."""
    require("customers.see")
    if not may_be_told():
        return Cooling([], None, "risk")
    by = "risk" if Forecast.objects.exclude(payload="", contracts="").exists() else "worth"
    order = next(order for order in insight_orders() if order.key == by)
    found = page(COOLING, Registry({"insight:": insight_fields}), order, after=after, limit=limit)
    ids = [customer.pk for customer in found.customers]
    insights, last = insights_of(ids), _last(ids)
    people = [
        Quieter(customer, insights[customer.pk], *last.get(customer.pk, (None, None)))
        for customer in found.customers
        if customer.pk in insights
    ]
    return Cooling(people, found.next, by)


def _last(ids: Sequence[int]) -> dict[int, tuple[Sentence, datetime]]:
    """The newest telling line of each, also where it was told of a part merged into them."""
    roots = roots_of_parts(ids)
    newest: dict[int, tuple[Sentence, datetime]] = {}
    for part, line in latest_of(list(roots), TELLING).items():
        root = roots[part]
        if root not in newest or line.occurred_at > newest[root][1]:
            newest[root] = describe(line), line.occurred_at
    return newest


def advice(insight: CustomerInsight, *, has_phone: bool) -> str:
    """What to do, in a sentence."""
    how = "Call them" if has_phone else "Write to them by hand"
    if insight.complaints > insight.solved:
        return f"Solve the open complaint first; then {how[0].lower()}{how[1:]} and say what was done."
    if insight.blamed > insight.praised:
        return f"{how} and ask what went wrong, before offering anything."
    if insight.praised and not insight.blamed:
        return f"{how}: they liked it here. Ask how it went and what they would like to see."
    if insight.began <= 20:
        return f"{how}: newsletters alone no longer bring them. A personal word does more than one more mailing."
    return f"{how} with something that fits what they bought last."
