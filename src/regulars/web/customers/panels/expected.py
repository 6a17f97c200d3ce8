"""What to expect of a customer, and how they stand to us."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.kit.money import spoken
from regulars.know.customers.models import Customer
from regulars.understand.insights.models import CustomerInsight
from regulars.understand.insights.queries import insights_of
from regulars.understand.insights.reasons import next_day, why_expected, why_related
from regulars.web import words
from regulars.web.customers.columns import related
from regulars.web.customers.panels.panel import Panel
from regulars.web.requests import Request


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """Expectation and relationship, each with its reasons. One query."""
    insight = insights_of([customer.pk]).get(customer.pk)
    if insight is None:
        return None
    pairs, kind = expected(insight), related(insight)
    if not pairs and not kind[0]:
        return None
    context = {
        "sentence": sentence(insight),
        "pairs": pairs,
        "why": why_expected(insight) if pairs else "",
        "kind": kind,
        "reasons": why_related(insight),
        "change": change(insight),
        "closeness": insight.closeness,
        "may_see_numbers": request.user.may("numbers.see"),
    }
    return Panel("customers/panels/expected.html", context)


def sentence(insight: CustomerInsight) -> str:
    """`About 2.4 orders within a year, the next around 12 December; 78 % likely to be still with us.`"""
    if insight.expected is None:
        return ""
    orders = f"About {insight.expected:.1f} orders within a year"
    if insight.expected < 0.05:
        orders = "Hardly another order within a year"
    elif 0.95 <= insight.expected < 1.05:
        orders = "About one order within a year"
    day = next_day(insight)
    # Whoever is probably gone has no next order to speak of.
    when = f", the next around {day:%-d %B %Y}" if day and (insight.churn or 0) < 0.5 else ""
    return f"{orders}{when}."


def expected(insight: CustomerInsight) -> list[tuple[str, str]]:
    """What is expected, in pairs; empty where the models say nothing."""
    if insight.expected is None:
        return []
    pairs = []
    if insight.low is not None and insight.high is not None:
        span = f"{insight.low} to {insight.high}" if insight.low != insight.high else str(insight.low)
        pairs.append(("Four in five like them", f"{span} order{'' if span == '1' else 's'} in a year"))
    pairs.append(("Still with us", words.percent(insight.alive)))
    pairs.append(("No order within a year", words.percent(insight.churn)))
    for name, value in (
        ("An order is worth", insight.order_value),
        ("Worth to come", insight.clv),
        ("Of it at risk", insight.value_at_risk),
    ):
        if value is not None:
            pairs.append((name, f"about {words.round_money(value, insight.currency)}"))
    return pairs


def change(insight: CustomerInsight) -> str:
    """`Was warm until 12 October 2026.`"""
    if not insight.relationship_before or insight.relationship_since is None:
        return ""
    return f"Was {insight.relationship_before} until {insight.relationship_since:%-d %B %Y}."


def spoken_value(insight: CustomerInsight) -> str:
    """The value at risk in full, or what they were worth so far where nothing can be predicted."""
    if insight.value_at_risk is not None:
        return f"{words.round_money(insight.value_at_risk, insight.currency)} at risk"
    return f"{spoken(insight.revenue, insight.currency)} so far" if insight.orders and insight.revenue else ""
