"""Why the numbers say what they say of a customer, in words. Nothing is kept of it: a row holds what the words are made of."""

from __future__ import annotations

from datetime import date, timedelta

from regulars.understand.insights.models import CustomerInsight
from regulars.understand.relationship.words import Facts, reasons

# The codes of predictions.outlook.Why, which a page cannot import without the engine's libraries, and one of our own.
_ONCE, _ONCE_LONG_AGO, _IN_RHYTHM, _LATE, _SILENT, _LEAVING = 1, 2, 3, 4, 5, 6


def why_related(insight: CustomerInsight) -> tuple[str, ...]:
    """What the relationship rests on, a sentence each."""
    return reasons(
        Facts(
            insight.relationship, insight.heading, insight.closeness, insight.closeness_ago, insight.sentiment,
            insight.heard_day, insight.weeks, insight.channels, insight.began, insight.praised, insight.blamed,
            insight.complaints, insight.solved,
        )
    )  # fmt: skip


def why_expected(insight: CustomerInsight) -> str:
    """What of their orders speaks loudest: `5 orders, about every 32 days, the last on 2 March 2026: in rhythm.`"""
    if not insight.orders or insight.first_day is None or insight.last_day is None:
        return ""
    said = f"{rhythm(insight.orders, insight.first_day, insight.last_day)}, {_last(insight)}"
    code = insight.why or 0
    if code == _SILENT and insight.orders > 1:
        # The model may hold somebody for gone who is not late: where many leave after any order.
        gap = (insight.last_day - insight.first_day).days / (insight.orders - 1)
        code = _SILENT if (insight.as_of - insight.last_day).days > 1.5 * max(gap, 1.0) else _LEAVING
    ending = {
        _ONCE: "too little to know them apart from others who just began",
        _ONCE_LONG_AGO: "most who order again do so sooner",
        _IN_RHYTHM: "in rhythm",
        _LATE: "later than usual",
        _SILENT: "silent for far longer than usual",
        _LEAVING: "not late, but many here leave after any order",
    }.get(code, "")
    return f"{said}: {ending}." if ending else f"{said}."


PERIODS = {"month": "monthly", "year": "yearly"}


def plan_of(insight: CustomerInsight) -> str:
    """`Unfold Care, yearly`; more than one contract is told by how many there are."""
    named = insight.plan or "A contract"
    period = PERIODS.get(insight.contract_period)
    more = f" and {insight.contracts - 1} more" if insight.contracts > 1 else ""
    return f"{named}{f', {period}' if period else ''}{more}"


def gave_notice(insight: CustomerInsight) -> bool:
    """Whether the end of the contract that would be renewed next was told already."""
    return insight.contract_churn == 1


def why_contract(insight: CustomerInsight) -> str:
    """What the chance of a contract to end rests on; empty for who holds none."""
    if not insight.contracts:
        return ""
    many = insight.renewals or 0
    times = {0: "not renewed yet", 1: "renewed once", 2: "renewed twice"}.get(many, f"renewed {many} times")
    if gave_notice(insight):
        return f"{times.capitalize()}; its end was told already."
    period = PERIODS.get(insight.contract_period)
    if insight.contract_churn is None:
        kind = f"{period} contracts" if period else "contracts like this one"
        return f"{times.capitalize()}; too few {kind} have come that far to tell."
    so_far = {0: "in their first term", 1: "renewed once"}.get(many, f"renewed {times.removeprefix('renewed ')}")
    return (
        f"{times.capitalize()}; of 100 {period} contracts {so_far}, about {insight.contract_churn * 100:.0f} end at the next "
        "renewal."
    )


def _last(insight: CustomerInsight) -> str:
    day = f"{insight.last_day:%-d %B %Y}"
    return f"on {day}" if insight.orders == 1 else f"the last on {day}"


def rhythm(orders: int, first: date, last: date) -> str:
    """`5 orders, about every 32 days`."""
    if orders == 1:
        return "One order"
    if first == last:
        return f"{orders:,} orders on one day"
    gap = (last - first).days / (orders - 1)
    return f"{orders:,} orders, about every {'day' if gap < 1.5 else f'{gap:,.0f} days'}"


def next_day(insight: CustomerInsight) -> date | None:
    """About when the next order is to be expected; None where it is not within two years, or nothing is known."""
    return None if insight.next_in is None else insight.as_of + timedelta(days=insight.next_in)


def reason(insight: CustomerInsight) -> str:
    """All in one line, for a small place."""
    return " ".join((*why_related(insight)[:2], why_expected(insight))).strip()
