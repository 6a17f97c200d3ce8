"""How long contracts last, as the page of predictions shows it: sentences and geometry. Pure: facts in, words out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from regulars.understand.insights.contract_facts import ContractFacts, ContractKind, ContractTrial, Point
from regulars.understand.insights.queries import Outlook
from regulars.understand.insights.reasons import PERIODS
from regulars.understand.insights.spread import Due, Held
from regulars.web.pictures.survival import Mark, SurvivalCurve, survival
from regulars.web.understand.foreseen import fitted, those
from regulars.web.words import count, percent, round_money

# Renewals looked at by name.
SOON = 90
_COLUMNS = "insight:plan,insight:contract_price,insight:renews_on,insight:contract_churn,insight:relationship"
Fitted = tuple[str, tuple[tuple[str, str, str], ...], str]


@dataclass(frozen=True, slots=True)
class DueRow:
    """Renewals within some days: their people, and what is at stake."""

    name: str
    href: str
    customers: str
    ending: str
    price: str
    at_risk: str


@dataclass(frozen=True, slots=True)
class Kind:
    """Contracts of one period: sentences first, then the curve, and how it was worked out. `short`: nothing can be told."""

    title: str
    sentences: tuple[str, ...]
    picture: SurvivalCurve | None
    label: str
    believed: str
    why: str
    model: Fitted | None
    reasons: str
    short: bool


@dataclass(frozen=True, slots=True)
class Lasting:
    """The part of the page about contracts."""

    lead: tuple[str, ...]
    due: tuple[DueRow, ...]
    kinds: tuple[Kind, ...]
    left_out: str


def lasting(outlook: Outlook) -> Lasting | None:
    """What is told of contracts; None where nobody told of any."""
    facts, held = outlook.contracts, outlook.spread.held if outlook.spread else None
    if facts is None or not (facts.kinds or facts.unclear):
        return None
    return Lasting(
        lead=_lead(held, outlook.currency),
        due=tuple(_due(one, outlook.as_of, outlook.currency) for one in held.due) if held else (),
        kinds=tuple(_kind(kind) for kind in facts.kinds),
        left_out=_left_out(facts),
    )


def _lead(held: Held | None, currency: str) -> tuple[str, ...]:
    if held is None:
        return ("Nobody holds a contract that runs.",)
    many = held.customers
    who = "1 customer holds" if many == 1 else f"{count(many)} customers hold"
    paid = f"; {'they pay' if many == 1 else 'together they pay'} {round_money(held.price, currency)} a year"
    told = [f"{who} a contract that runs{paid if held.price > 0 else ''}."]
    if held.told:
        about = round(held.ending)
        of = "them" if held.told == many else f"the {count(held.told)} of which it can be told"
        ends = "Hardly one" if about < 1 else f"About {count(about)}"
        told.append(f"{ends} of {of} will end at the next renewal.")
    return tuple(told)


def _due(one: Due, as_of: date, currency: str) -> DueRow:
    days = [(as_of + timedelta(days=after)).isoformat() for after in (1, one.days)]
    href = those((("insight:renews_on", "between", days),), "contract_churn", _COLUMNS)
    return DueRow(
        f"Within {one.days} days", href, count(one.customers), f"{one.ending:.1f}", round_money(one.price, currency),
        round_money(one.at_risk.quantize(Decimal(1)), currency),
    )  # fmt: skip


def _kind(kind: ContractKind) -> Kind:
    word = PERIODS[kind.period]
    title = f"{word.capitalize()} contracts"
    said = f"{count(kind.contracts)} were told of, {count(kind.running)} of them run."
    reasons = ", ".join(f"{reason} ({count(many)})" for reason, many in kind.reasons)
    if not kind.points:
        return Kind(title, (said,), None, "", "", kind.why, None, reasons, short=True)
    sentences = (said, *_course(kind.points, word))
    marks = [_mark(point, kind) for point in kind.points]
    return Kind(
        title, sentences, survival(marks), f"{word.capitalize()} contracts still there after each renewal",
        _believed(kind.tried, kind.untested), kind.why,
        None if kind.law is None else fitted(kind.law, "contracts"), reasons, short=False,
    )  # fmt: skip


def _best(point: Point) -> float | None:
    return point.law if point.law is not None else point.seen


def _course(points: Sequence[Point], word: str) -> tuple[str, ...]:
    """`Of 100 that begin, about 78 are renewed once and 61 three times. Half have ended by the 5th renewal.`"""
    later = [place for place in (1, 3, 12) if place < len(points) and _best(points[place]) is not None]
    names = {1: "once", 3: "three times", 12: "twelve times"}
    told = [f"{(_best(points[place]) or 0) * 100:.0f} are renewed {names[place]}" for place in later[:2]]
    if len(later) > 2 and word == "monthly":
        told[1:] = [f"{(_best(points[12]) or 0) * 100:.0f} twelve times"]
    sentences = [f"Of 100 that begin, about {' and '.join(told)}."] if told else []
    half = next((point.renewal for point in points if (share := _best(point)) is not None and share <= 0.5), None)
    if half is not None:
        sentences.append(f"Half have ended by the {_ordinal(half)} renewal.")
    else:
        sentences.append("More than half of them outlast all that was seen so far.")
    return tuple(sentences)


def _ordinal(number: int) -> str:
    if number in {1, 2, 3}:
        return ("first", "second", "third")[number - 1]
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _mark(point: Point, kind: ContractKind) -> Mark:
    number = point.renewal
    if number == 0:
        return Mark(point.seen, point.low, point.high, point.law, "0", f"{count(point.at_risk)} that began")
    told = []
    if point.at_risk:
        told.append(f"{count(point.at_risk)} came to it, {count(point.left)} ended")
    if point.seen is not None:
        told.append(f"{percent(point.seen)} of all that began are still there")
    if point.law is not None:
        told.append(f"the law says {percent(point.law)}")
    href = those(
        (("insight:contract_period", "any_of", [kind.period]), ("insight:renewals", "is", str(number - 1))),
        "contract_churn", _COLUMNS,
    )  # fmt: skip
    label = f"Renewal {number}: {'; '.join(told)}. Who comes to it next"
    return Mark(point.seen, point.low, point.high, point.law, str(number), label, href)


def _believed(tried: ContractTrial | None, untested: str) -> str:
    if tried is None:
        return f"This has not been tried yet: {untested}."
    many = "ended" if tried.actual != 1 else "did"
    came = f"{count(tried.actual)} {many}" if tried.actual else "none ended"
    # Twice the widest spread of so many chances that come to this sum.
    spread = 2 * math.sqrt(max(tried.expected * (1 - tried.expected / tried.contracts), 0.0))
    far = abs(tried.expected - tried.actual) > max(spread, 1.0)
    return (
        f"Knowing only what was told up to {tried.until_then:%-d %B %Y}, it expected {tried.expected:.1f} of "
        f"{count(tried.contracts)} contracts to end since; {came}"
        f"{': further off than chance alone, so read it with care' if far else ''}."
    )


def _left_out(facts: ContractFacts) -> str:
    told = []
    if facts.unclear:
        told.append(f"of {count(facts.unclear)} nobody told whether they are monthly or yearly")
    if facts.unstarted:
        told.append(f"of {count(facts.unstarted)} nobody told when they began")
    return f"Not learnt from: {', and '.join(told)}." if told else ""
