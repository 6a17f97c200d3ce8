"""The report in sentences: what a manager reads first, and would read aloud."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from regulars.understand.metrics.measured import Measured
from regulars.understand.metrics.wording import count, money, percent
from regulars.understand.report.figures import Figures, GroupSize


def spoken_day(day: date) -> str:
    """A day as it is said: 9 December 2011."""
    return f"{day.day} {day:%B %Y}"


def spoken_month(month: str) -> str:
    """A month as it is said: 2011-11 becomes November 2011."""
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def span(figures: Figures) -> str:
    """The time the report is about."""
    return f"{spoken_day(figures.window.start)} to {spoken_day(figures.window.last)}"


def plural(number: int | Decimal, one: str, many: str) -> str:
    """A counted thing: 1 order, 18,532 orders."""
    return f"{count(number)} {one if number == 1 else many}"


def lead(figures: Figures) -> tuple[str, ...]:
    """The whole report in a few sentences, the most important first."""
    said = [_size(figures), _again(figures), _worth(figures), _returns(figures), _slipping(figures), _ahead(figures)]
    return tuple(sentence for sentence in said if sentence)


def _size(figures: Figures) -> str:
    customers, orders, revenue = (figures.metric(key) for key in ("customers", "orders", "revenue"))
    return (
        f"{plural(int(customers.numerator), 'customer', 'customers')} placed "
        f"{plural(int(orders.numerator), 'order', 'orders')} worth {money(revenue.numerator, figures.currency)}."
    )


def interval(metric: Measured) -> str:
    """The 95 % interval of a share: 'between 64 % and 67 %'; empty without one."""
    if metric.low is None or metric.high is None:
        return ""
    low, high = percent(metric.low), percent(metric.high)
    return low if low == high else f"between {low} and {high}"


def _again(figures: Figures) -> str:
    again = figures.metric("repeat_purchase_rate")
    if again.value is None or again.denominator is None:
        return ""
    return (
        f"{percent(float(again.value))} of them bought again: {count(again.numerator)} of {count(again.denominator)}."
    )


def champions(figures: Figures) -> GroupSize | None:
    """The group of the best customers, where anybody is in it."""
    return next((group for group in figures.groups if group.name == "Champions"), None)


def _worth(figures: Figures) -> str:
    best, customers = champions(figures), figures.metric("customers").numerator
    total = sum((group.revenue for group in figures.groups), Decimal(0))
    if best is None or not total or not customers:
        return ""
    return (
        f"The {plural(best.customers, 'champion', 'champions')}, {percent(float(best.customers) / float(customers))} of "
        f"all customers, brought {percent(float(best.revenue / total))} of the revenue."
    )


def _returns(figures: Figures) -> str:
    people, value = figures.metric("return_rate_customers"), figures.metric("return_rate_value")
    if not people.value or value.value is None:
        return "Nobody who bought returned anything."
    hundred = Decimal(str(value.value)) * 100
    return (
        f"{percent(float(people.value))} of buyers returned something; "
        f"for every {money(100, figures.currency).replace('.00', '')} spent, "
        f"{money(hundred, figures.currency)} was given back."
    )


def _slipping(figures: Figures) -> str:
    slipping = figures.slipping
    if not slipping.customers:
        return ""
    verb = "is" if slipping.customers == 1 else "are"
    return (
        f"{plural(slipping.customers, 'customer', 'customers')} with a habit of buying {verb} silent for far longer than "
        f"usual; they spent {money(slipping.revenue, figures.currency)} so far."
    )


def _ahead(figures: Figures) -> str:
    ahead = figures.prediction
    if ahead.expected is None:
        return ""
    return (
        f"In the next {ahead.horizon} {ahead.unit}s these customers can be expected to buy about "
        f"{plural(round(ahead.expected), 'time', 'times')}."
    )


def notes(figures: Figures) -> tuple[str, ...]:
    """What the figures leave out, and what should be known before they are passed on."""
    said = []
    if figures.anonymous.orders:
        said.append(
            f"{plural(figures.anonymous.orders, 'sale has', 'sales have')} no customer and "
            f"{'is' if figures.anonymous.orders == 1 else 'are'} in none of these figures: "
            f"{money(figures.anonymous.revenue, figures.currency)}."
        )
    for other in figures.others:
        counted = "is counted as one, but its" if other.orders == 1 else "are counted as such, but their"
        orders = f"{plural(other.orders, 'order', 'orders')} in {other.code or 'no named currency'}"
        said.append(f"{orders} ({money(other.revenue, other.code)}) {counted} money is not added.")
    if figures.source.rejected:
        said.append(f"{plural(len(figures.source.rejected), 'row', 'rows')} of the file could not be read.")
    if figures.prediction.reason:
        said.append(f"No prediction: {figures.prediction.reason}.")
    return tuple(said)
