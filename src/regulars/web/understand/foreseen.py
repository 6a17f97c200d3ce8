"""The predictions as their page shows them: sentences and geometry. Pure: facts in, words out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from regulars.understand.insights.facts import Facts, Model, Parameter, Trial
from regulars.understand.insights.queries import Outlook
from regulars.understand.insights.spread import Part, Spread, Step
from regulars.web.pictures.columns import Datum
from regulars.web.pictures.curves import Curves, Door, curves
from regulars.web.pictures.pairs import Pairs, pairs
from regulars.web.understand import months
from regulars.web.words import count, percent, round_money

BOTH = ("Expected", "What came")
_COLUMNS = "insight:relationship,insight:expected,insight:churn,insight:clv,insight:risk"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the parts: its people, how many, what they are to bring, what of it is at risk and which share of all risk."""

    name: str
    href: str
    customers: str
    clv: str
    at_risk: str
    share: float
    share_text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """How the model did in the time held out: sentences, and a picture for each question."""

    sentences: tuple[str, ...]
    weeks: Curves
    by_frequency: Pairs
    calibration: Pairs
    calibration_said: str
    lift: Pairs
    lift_said: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """All of the page. `missing` says why nothing can be predicted, where that is so."""

    lead: tuple[str, ...]
    groups: tuple[Row, ...]
    related: tuple[Row, ...]
    spread: Pairs | None
    spread_said: str
    checked: Checked | None
    untested: str
    why: str
    models: tuple[tuple[str, tuple[tuple[str, str, str], ...], str], ...]
    terms: tuple[str, ...]
    missing: str


def people(field: str, op: str, value: object, sort: str = "risk") -> str:
    """The list of customers of whom this holds."""
    return those(((field, op, value),), sort)


def those(conditions: Sequence[tuple[str, str, object]], sort: str, columns: str = _COLUMNS) -> str:
    """The list of customers of whom all of it holds: (field, operator, value) each."""
    rule = json.dumps({"all": [{"field": f, "op": op, "value": v} for f, op, v in conditions]}, separators=(",", ":"))
    return f"/customers/?{urlencode({'rule': rule, 'columns': columns, 'sort': sort})}"


def foreseen(outlook: Outlook) -> Foreseen:
    """The page of what was last refreshed."""
    facts, spread, currency = outlook.facts, outlook.spread, outlook.currency
    known = spread is not None and spread.customers > 0 and facts is not None
    tested = facts.tested if facts else None
    return Foreseen(
        lead=_lead(spread, facts, currency) if spread and facts and known else (),
        groups=_rows(spread.groups, "insight:segment", currency) if spread and known else (),
        related=_rows(spread.related, "insight:relationship", currency, known=known) if spread else (),
        spread=_steps(spread.steps, currency) if spread and known and spread.steps else None,
        spread_said=_steps_said(spread, currency) if spread and known else "",
        checked=None if tested is None else _checked(tested, spread),
        untested=facts.choice.untested if facts else "",
        why=_why(facts) if facts else "",
        models=tuple(fitted(model) for model in (facts.buying, facts.value) if model) if facts else (),
        terms=_terms(facts) if facts else (),
        missing="" if known else outlook.reason or "Nobody has ordered anything yet.",
    )


def foretold(outlook: Outlook) -> tuple[str, ...]:
    """What the page says first, for another page to say too: two pages shall not tell two numbers of the same thing."""
    facts, spread = outlook.facts, outlook.spread
    known = spread is not None and spread.customers > 0 and facts is not None
    return _lead(spread, facts, outlook.currency) if spread and facts and known else ()


def _lead(spread: Spread, facts: Facts, currency: str) -> tuple[str, ...]:
    holders = " or hold a contract" if spread.held else ""
    told = [
        f"Of {count(spread.customers)} customers who ever ordered{holders}, about {count(round(spread.alive))} are still "
        "with us.",
        f"Together they will order about {count(round(spread.orders))} times within a year.",
    ]
    if spread.clv > 0:
        what = "in sales" if facts.margin is None else "in margin"
        share = float(spread.at_risk / spread.clv)
        told.append(
            f"That is worth about {round_money(spread.clv, currency)} {what} over {_span(facts.days)}; "
            f"{round_money(spread.at_risk, currency)} of it, {percent(share)}, is at risk."
        )
    return tuple(told)


def _span(days: int) -> str:
    if days == 365:
        return "a year"
    return f"{days // 365} years" if days % 365 == 0 else f"{days} days"


def _rows(parts: Sequence[Part], field: str, currency: str, *, known: bool = True) -> tuple[Row, ...]:
    """`known`: whether anything is predicted; where not, what they will be worth is no zero."""
    total = sum((part.at_risk for part in parts), Decimal(0))
    made = []
    for part in parts:
        share = float(part.at_risk / total) if total else 0.0
        made.append(
            Row(
                part.name, people(field, "any_of", [part.name]), count(part.customers),
                round_money(part.clv if known else None, currency), round_money(part.at_risk if known else None, currency),
                share, f"{percent(share)} of all risk",
            )
        )  # fmt: skip
    return tuple(made)


def _steps(steps: Sequence[Step], currency: str) -> Pairs:
    data = []
    for step in steps:
        low = _bound(step.low, currency)
        high = "" if step.high is None else _bound(step.high, currency)
        said = f"{low} to {high}" if high else f"{low} and more"
        # The step's upper end belongs to the next one.
        upto = None if step.high is None else step.high - Decimal("0.01")
        href = (
            people("insight:clv", "at_least", f"{step.low:f}", "clv")
            if upto is None
            else people("insight:clv", "between", [f"{step.low:f}", f"{upto:f}"], "clv")
        )
        label = f"{count(step.customers)} customers with {said} to come, {round_money(step.clv, currency)} in all"
        data.append(Datum(low if high else f"{low} +", (float(step.customers),), href, label))
    return pairs(data, ("Customers",))


def _bound(value: Decimal, currency: str) -> str:
    """Where a step begins, `€20`: a bound has no cents to tell of."""
    said = round_money(value, currency)
    return said if value % 1 else said.replace(".00", "", 1)


def _steps_said(spread: Spread, currency: str) -> str:
    if not spread.steps or spread.clv <= 0:
        return ""
    clv, who, told = Decimal(0), 0, 0.0
    for step in reversed(spread.steps):
        clv, who = clv + step.clv, who + step.customers
        told = float(clv / spread.clv)
        if told >= 0.5:
            break
    low = _bound(step.low, currency)
    return (
        f"{percent(told)} of all that is to come is expected of {count(who)} customers, "
        f"{percent(who / spread.customers)} of them, each worth {low} or more."
    )


def _why(facts: Facts) -> str:
    sampled = facts.choice.sampled
    by = f" (Chosen by {count(sampled)} of the customers, fitted to all.)" if sampled else ""
    return f"{facts.choice.why}{by}"


def _checked(tested: Trial, spread: Spread | None) -> Checked:
    off = abs(tested.expected - tested.actual) / tested.expected if tested.expected else 0.0
    weeks = tested.weeks_held_out
    sentences = [
        f"Knowing only the orders up to {tested.until_then:%-d %B %Y}, the model expected {count(round(tested.expected))} "
        f"further orders of {count(tested.customers)} customers in the {weeks} weeks after. {count(tested.actual)} came: "
        f"{percent(off)} {'fewer' if tested.actual < tested.expected else 'more'} than that.",
    ]
    better = 1 - tested.typical_error / tested.of_last_rate if tested.of_last_rate else 0.0
    if better > 0:
        sentences.append(
            f"For a single customer it is off by {tested.mean_absolute_error:.2f} orders on average; its typical error is "
            f"{percent(better)} smaller than that of taking everybody to go on as before."
        )
    else:
        sentences.append(
            "For single customers it told no better than taking everybody to go on as before: read it for all "
            "together, not for one."
        )
    return Checked(
        tuple(sentences), _weeks(tested), _by_frequency(tested), _calibration(tested), _calibration_said(tested),
        _lift(tested, spread), _lift_said(tested),
    )  # fmt: skip


# Months that stand below the picture: the quarters', January with its year.
_NAMED = ("01", "04", "07", "10")


def _weeks(tested: Trial) -> Curves:
    weeks = tested.weeks
    begin = next((place for place, week in enumerate(weeks) if week.held_out), None)
    doors: list[Door] = []
    place = 0
    while place < len(weeks):
        month = weeks[place].day.isoformat()[:7]
        end = place
        while end < len(weeks) and weeks[end].day.isoformat()[:7] == month:
            end += 1
        expected = sum(week.expected for week in weeks[place:end])
        actual = sum(week.actual for week in weeks[place:end])
        label = f"{months.long(month)}: {expected:,.0f} repeat orders expected, {actual:,} came"
        text = months.tick(month) if month[5:] in _NAMED else ""
        doors.append(Door(place, end, text, f"/understand/people/month/?part={month}:returning", label))
        place = end
    return curves(
        ([week.expected_so_far for week in weeks], [float(week.actual_so_far) for week in weeks]),
        BOTH,
        doors,
        since=begin,
        since_text="held out from here",
    )


def _by_frequency(tested: Trial) -> Pairs:
    data = []
    for bucket in tested.buckets:
        orders = bucket.orders + 1
        text = f"{orders}{'+' if bucket.more else ''}"
        noun = "order" if orders == 1 and not bucket.more else "orders"
        said = f"{bucket.expected:.2f} expected of each, {bucket.actual:.2f} came"
        op, value = ("at_least", str(orders)) if bucket.more else ("is", str(orders))
        label = f"{count(bucket.customers)} customers with {text} {noun} before: {said}. Who has so many now"
        data.append(Datum(text, (bucket.expected, bucket.actual), people("insight:orders", op, value), label))
    return pairs(data, BOTH)


def _calibration(tested: Trial) -> Pairs:
    data = []
    for one in tested.bins:
        text = f"{one.low * 100:.0f}–{one.high * 100:.0f} %"
        label = (
            f"{count(one.customers)} customers of whom no order was expected with a chance of {text}: "
            f"{percent(one.said)} told, {percent(one.happened)} did not order. Of whom this is told now"
        )
        href = people("insight:churn", "between", [f"{one.low:.2f}", f"{max(one.high - 0.01, one.low):.2f}"])
        data.append(Datum(text, (one.said, one.happened), href, label))
    return pairs(data, ("Told", "Happened"), percent=True)


def _calibration_said(tested: Trial) -> str:
    people_told = sum(one.customers for one in tested.bins) or 1
    gap = sum(abs(one.said - one.happened) * one.customers for one in tested.bins) / people_told
    skill = 1 - tested.brier / tested.brier_of_share if tested.brier_of_share else 0.0
    said = f"Where it told a chance of no further order, what happened lay {gap * 100:.0f} points from it on average"
    if skill > 0.005:
        more = f"it knows {percent(skill)} more of each customer than the share of all does"
        return f"{said}; {more} (Brier score {tested.brier:.3f})."
    return f"{said}; of single customers it knows no more than the share of all (Brier score {tested.brier:.3f})."


def _lift(tested: Trial, spread: Spread | None) -> Pairs:
    tenths = spread.tenths if spread else ()
    data = []
    for tenth in tested.deciles:
        place = tenth.number - 1
        label = (
            f"Tenth {tenth.number} of the customers by what was expected of them: {count(round(tenth.expected))} orders "
            f"expected, {count(round(tenth.actual))} came, {percent(tenth.share)} of all"
        )
        href = ""
        if place < len(tenths):
            low = tenths[place + 1] if place + 1 < len(tenths) else 0.0
            href = people("insight:expected", "between", [f"{low:.2f}", f"{tenths[place]:.2f}"], "clv")
            label += ". Who is in this tenth now"
        data.append(Datum(str(tenth.number), (tenth.expected, tenth.actual), href, label))
    return pairs(data, BOTH)


def _lift_said(tested: Trial) -> str:
    if not tested.deciles:
        return ""
    best = tested.deciles[0]
    return (
        f"The tenth of whom most was expected placed {percent(best.share)} of all orders, "
        f"{best.lift:.1f} times what a tenth picked by chance would have."
    )


_MEANINGS = {
    "BG/NBD": {
        "r": "shape of the rates at which customers order", "alpha": "scale of these rates, in weeks",
        "a": "shape of the chances to leave after an order", "b": "second shape of these chances",
    },
    "Pareto/NBD": {
        "r": "shape of the rates at which customers order", "alpha": "scale of these rates, in weeks",
        "s": "shape of the rates at which they leave", "beta": "scale of these rates, in weeks",
    },
    "Gamma-Gamma": {
        "p": "shape of what one customer's orders cost", "q": "shape of how customers differ",
        "v": "scale of how customers differ, in money",
    },
    "Shifted beta-geometric": {
        "alpha": "shape of the chances to end at a renewal", "beta": "second shape of these chances",
    },
}  # fmt: skip


def fitted(model: Model, noun: str = "customers") -> tuple[str, tuple[tuple[str, str, str], ...], str]:
    """Of one model: its name, its parameters with error and meaning, and how well it fits."""
    meanings = _MEANINGS.get(model.name, {})
    rows = tuple((one.name, _parameter(one), meanings.get(one.name, "")) for one in model.parameters)
    limit = (
        " A parameter ran to its limit: customers differ too little in it to be told apart, and a simpler model says the same."
        if model.at_limit
        else ""
    )
    likelihood = f"{model.log_likelihood:,.1f}".replace("-", "−")
    said = f"Fitted to {count(model.customers)} {noun}; log-likelihood {likelihood}.{limit}"
    return model.name, rows, said


def _parameter(one: Parameter) -> str:
    # All of them as fine as the value: what is known to a hundred says nothing by its thousandths.
    places = 3 if one.value < 100 else 1 if one.value < 1000 else 0
    value = f"{one.value:,.{places}f}"
    if one.error is None or one.low is None or one.high is None:
        return f"{value} (its error cannot be told)"
    return f"{value} ± {one.error:,.{places}f}, 95 % {one.low:,.{places}f} to {one.high:,.{places}f}"


def _terms(facts: Facts) -> tuple[str, ...]:
    margin = (
        "Your margin is not entered, so value to come is sales, not what is left of them."
        if facts.margin is None
        else f"Of every sale {percent(facts.margin)} is counted, your margin."
    )
    value = (
        f"What an order of each customer is worth comes from their own orders and those of all: {facts.value.name}."
        if facts.value
        else f"An order is taken to be worth the same for everybody, because {facts.value_reason}."
    )
    return (
        f"Value to come is counted over {_span(facts.days)} and discounted by {percent(facts.discount)} a year.",
        margin,
        value,
        "Value at risk is value to come times the chance of no order within a year; of a contract, times the chance that it "
        "ends within a year.",
    )
