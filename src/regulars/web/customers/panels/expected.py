"""What to expect of a customer, and how they stand to us."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.conf import settings

from regulars.kit import moments
from regulars.kit.money import spoken
from regulars.know.customers.models import Customer
from regulars.understand.insights.models import CustomerInsight
from regulars.understand.insights.queries import insights_of, prior_of
from regulars.understand.insights.reasons import gave_notice, next_day, plan_of, why_contract, why_expected, why_related
from regulars.web import words
from regulars.web.customers.columns import related
from regulars.web.customers.panels.panel import Panel
from regulars.web.requests import Request


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """Expectation and relationship, each with its reasons. One query, and one more of who has not ordered."""
    insight = insights_of([customer.pk]).get(customer.pk)
    cold = "" if insight is not None and insight.orders else prior_sentence(customer)
    if insight is None:
        may_see = request.user.may("numbers.see")
        return Panel("customers/panels/expected.html", {"cold": cold, "may_see_numbers": may_see}) if cold else None
    pairs, kind, contract = expected(insight), related(insight), contract_sentence(insight)
    if not pairs and not kind[0] and not contract and not cold:
        return None
    context = {
        "cold": cold if not contract else "",
        "sentence": sentence(insight),
        "contract": contract,
        "why_contract": why_contract(insight),
        "pairs": pairs,
        "why": why_expected(insight) if insight.expected is not None else "",
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


def prior_sentence(customer: Customer) -> str:
    """`No order yet. Of 100 people known for 5 weeks without one, 12 order within a year; ...`; empty where nobody can tell."""
    heard = customer.first_heard_at or customer.created_at
    prior = prior_of(moments.business_day(heard, settings.REGULARS_TIME_ZONE))
    if prior is None:
        return ""
    since = words.span_of(prior.known_for)
    ahead = "a year" if prior.ahead == 365 else words.span_of(prior.ahead)
    begins = f"No order yet. Of 100 people known for {since} without one, {_of_hundred(prior.chance)} within {ahead}."
    if prior.chance < 0.005:
        return begins
    worth, due = (_about(value, prior.currency) for value in (prior.worth, prior.expected))
    return f"{begins} Who begins brings about {worth} in that time, so about {due} is to be expected."


def _about(value: Decimal, currency: str) -> str:
    whole = value.quantize(Decimal(1))
    return spoken(whole, currency).removesuffix(".00") if whole >= 10 else words.round_money(value, currency)


def _of_hundred(chance: float) -> str:
    many = round(chance * 100)
    return "hardly anybody orders" if not many else f"about {many} order{'s' if many == 1 else ''}"


def contract_sentence(insight: CustomerInsight) -> str:
    """`Unfold Care, yearly: €49.00 a year, renews on 3 May 2027; 24 % likely to end then.`"""
    if not insight.contracts:
        return ""
    said = []
    if insight.contract_price is not None:
        said.append(f"{_a_period(insight)}{' in all' if insight.contracts > 1 else ''}")
    if insight.renews_on is not None:
        verb = "ends on" if gave_notice(insight) else "the first renews on" if insight.contracts > 1 else "renews on"
        said.append(f"{verb} {insight.renews_on:%-d %B %Y}")
    chance = insight.contract_churn
    likely = "" if chance is None or gave_notice(insight) else f"; {words.percent(chance)} likely to end then"
    return f"{plan_of(insight)}{': ' if said else ''}{', '.join(said)}{likely}."


def _a_period(insight: CustomerInsight) -> str:
    """What is paid: a month where there is one monthly contract, else a year."""
    price = insight.contract_price or Decimal(0)
    if insight.contract_period == "month" and insight.contracts == 1:
        return f"{spoken((price / 12).quantize(Decimal('0.01')), insight.currency)} a month"
    return f"{spoken(price, insight.currency)} a year"


def expected(insight: CustomerInsight) -> list[tuple[str, str]]:
    """What is expected, in pairs; empty where the models say nothing."""
    if insight.expected is None and (not insight.contracts or insight.churn is None):
        return []
    pairs = []
    if insight.low is not None and insight.high is not None:
        span = f"{insight.low} to {insight.high}" if insight.low != insight.high else str(insight.low)
        pairs.append(("Four in five like them", f"{span} order{'' if span == '1' else 's'} in a year"))
    pairs.append(("Still with us", words.percent(insight.alive)))
    leaving = "Contract over within a year" if insight.contract_churn is not None else "No order within a year"
    pairs.append((leaving, words.percent(insight.churn)))
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
