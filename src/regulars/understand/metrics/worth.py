"""Metrics of worth: what an order, a customer and a customer's whole time with the business bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import log

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.entered import Entered, Figure
from regulars.understand.metrics.grains import BUYING, follow
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.metric import Contribution, Derivation, Grain, Metric
from regulars.understand.metrics.window import Window
from regulars.understand.metrics.wording import each_sentence, times_sentence

YEAR = 365.25
# What takes somebody's time.
CONTACTS = ("message.received", "call.held", "case.opened")


def average_order_value(table: ir.Table) -> Contribution:
    """What an order comes to.

    Formula: amount of orders / number of orders, both in the main currency.
    Unit: money an order, with a 95 % interval that takes customers, not orders, as what is drawn.
    Window: orders of the business days of the window.
    Exclusions: sales without a customer; orders in other currencies; returns are not taken off.
    Source: Farris, Bendle, Pfeifer and Reibstein (2010), Marketing Metrics; interval: ratio estimator, Cochran (1977).
    """
    return Contribution(table.revenue, table.purchases_paid)


def purchase_frequency(table: ir.Table) -> Contribution:
    """How often a customer who bought did so.

    Formula: orders / customers with at least one order.
    Unit: orders a customer, with a 95 % interval over customers.
    Window: both over the same window; a longer window gives a larger figure.
    Exclusions: as for customers who bought.
    Source: Farris, Bendle, Pfeifer and Reibstein (2010), Marketing Metrics.
    """
    return Contribution(table.purchases, (table.purchases >= 1).cast("int64"))


def clv_historic(table: ir.Table) -> Contribution:
    """What a customer has been worth so far: margin earned minus cost to serve, each in the money of the last day.

    Formula: sum over the customer's life of (amount of each line x margin share - cost of each order - cost of each
    contact) x (1 + discount rate) ^ years to the last day of the window; the mean over customers who ever bought.
    Unit: money a customer, with a 95 % interval.
    Window: everything recorded up to the last day of the window, however long the window is.
    Exclusions: sales without a customer; other currencies. Returns take their margin off. A contact is a message, a call
    or a case. For days before the first entered figure of a kind the first one counts; a category without a margin of
    its own has the general one.
    Source: past customer value, Kumar and Reinartz (2018), Customer Relationship Management, chapter on value metrics.
    """
    return Contribution(table.worth, (table.orders_ever >= 1).cast("int64"))


def clv_simple(table: ir.Table) -> Contribution:
    """What a customer is worth over the whole time with us, if things stay as they are.

    Formula: average order value x orders a customer and year x expected years x margin share; expected years are 1 /
    yearly churn rate.
    Unit: money a customer.
    Window: order value, frequency and churn of the window, the latter two brought to a year.
    Exclusions: as for its parts; nothing is discounted and no cost to serve is taken off. Where nobody left, it cannot be
    told.
    Source: the simple lifetime value of the textbooks, e.g. Gupta and Lehmann (2003), Customers as assets.
    """
    # The people behind it are those whose orders it is worked out of.
    return average_order_value(table)


def yearly(churn: float, window: Window) -> float:
    """A churn rate of the window as one of a year."""
    days = (window.end - window.start).days
    if 360 <= days <= 370 or churn >= 1:
        return churn
    return 1 - float((1 - churn) ** (YEAR / days))


def _simple(values: Mapping[str, float], entered: Entered, window: Window) -> float | None:
    margin = entered.value("margin_share", window.last)
    churn = yearly(values["churn_rate"], window)
    if margin is None or churn <= 0:
        return None
    a_year = values["purchase_frequency"] * YEAR / (window.end - window.start).days
    return values["average_order_value"] * a_year / churn * margin


def held(figures: Sequence[Figure], day: ir.DateValue) -> ir.FloatingValue:
    """The figure that holds on each row's day, of one kind and category; before the first one, the first."""
    branches = [
        (day >= ibis.date(figure.start), _number(figure)) for figure in reversed(figures) if figure.start is not None
    ]
    return ibis.cases(*branches, else_=_number(figures[0])) if branches else _number(figures[0])


def _number(figure: Figure) -> ir.FloatingValue:
    # As text: a literal of floating point cannot be written for Spark where pyspark is not installed.
    return ibis.literal(str(figure.value)).cast("float64")


def _kind(entered: Entered, kind: str, category: str = "") -> list[Figure]:
    return [figure for figure in entered.figures if figure.kind == kind and figure.category == category]


def margin_of(lines: ir.Table, entered: Entered) -> ir.FloatingValue:
    """The margin share of each line: of its category where one was entered, otherwise the general one."""
    general = _kind(entered, "margin_share")
    otherwise = held(general, lines.day) if general else ibis.literal("0").cast("float64")
    categories = sorted({f.category for f in entered.figures if f.kind == "margin_share" and f.category})
    if not categories:
        return otherwise
    own = [(lines.category == name, held(_kind(entered, "margin_share", name), lines.day)) for name in categories]
    return ibis.cases(*own, else_=otherwise)


def _earned(material: Material, until: date) -> ir.Table:
    """Each line's margin, and each order's and contact's cost as a margin below zero: keys, day, earned, is_order."""
    keys, entered = material.keys, material.entered
    lines = material.rows("lines")
    # With nothing paid in the currency nobody is worth anything, but is still a customer.
    paid = (lines.currency == material.currency).cast("float64")
    sign = ibis.cases((lines.kind == "sale", 1), (lines.kind == "return", -1), else_=0).cast("float64")
    margin = lines.amount.cast("float64") * sign * paid * margin_of(lines, entered)
    chosen = lines.customer_id.notnull() & (lines.day < ibis.date(until))
    made = [lines.filter(chosen).select(*keys, "day", earned=margin, bought=(lines.kind == "sale").cast("int64"))]
    for kind in ("cost_per_order", "cost_per_contact"):
        figures = _kind(entered, kind)
        if not any(figure.value for figure in figures):
            continue
        rows = material.rows("orders" if kind == "cost_per_order" else "interactions")
        counts = rows.kind == "sale" if kind == "cost_per_order" else rows.name.isin(CONTACTS)
        wanted = counts & rows.customer_id.notnull() & (rows.day < ibis.date(until))
        cost = -held(figures, rows.day)
        made.append(rows.filter(wanted).select(*keys, "day", earned=cost, bought=ibis.literal(0, "int64")))
    return made[0] if len(made) == 1 else ibis.union(*made)


def _lives(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """What each customer brought up to the end of each window: worth, orders_ever (lines with a sale)."""
    if not follow(windows):
        raise ValueError("windows: each must be followed by the one just before it")
    keys, newest = material.keys, windows[0].end
    rows = _earned(material, newest)
    rate = log(1 + (material.entered.value("discount_rate", windows[0].last) or 0))
    years = ibis.date(newest).delta(rows.day, unit="day").cast("float64") / ibis.literal(str(YEAR)).cast("float64")
    today = rows.earned * (years * ibis.literal(repr(rate)).cast("float64")).exp() if rate else rows.earned
    rows = rows.mutate(today=today)
    columns: dict[str, ir.Value] = {}
    for index, window in enumerate(windows):
        before = rows.day < ibis.date(window.end)
        columns[f"worth_{index}"] = rows.today.sum(where=before)
        columns[f"orders_{index}"] = rows.bought.sum(where=before)
    each = rows.group_by(*keys).aggregate(**columns)
    parts = []
    for index, window in enumerate(windows):
        # What was brought to the newest day is brought back to the last day of the window itself.
        back = ibis.literal(repr((1 + _rate(material, windows)) ** (-(newest - window.end).days / YEAR)))
        worth = each[f"worth_{index}"] * back.cast("float64") if index else each[f"worth_{index}"]
        parts.append(
            each.select(
                period=ibis.literal(index, "int8"),
                **{key: each[key] for key in keys},
                worth=worth,
                orders_ever=each[f"orders_{index}"],
            )
        )
    table = parts[0] if len(parts) == 1 else ibis.union(*parts)
    # Who never bought by then is no customer then: contacts alone are nobody's worth.
    return table.filter(table.orders_ever >= 1).select("period", *keys, *needs)


def _rate(material: Material, windows: Sequence[Window]) -> float:
    return material.entered.value("discount_rate", windows[0].last) or 0.0


LIVES = Grain("lives", _lives, ("lines", "orders", "interactions"))

METRICS: tuple[Metric, ...] = (
    Metric(
        key="average_order_value",
        title="Average order value",
        unit="money",
        compute=average_order_value,
        needs=("revenue", "purchases_paid"),
        grain=BUYING,
        sentence=each_sentence("An order came to", "Nothing was sold in this time."),
        better="up",
        clustered=True,
    ),
    Metric(
        key="purchase_frequency",
        title="Purchase frequency",
        unit="times",
        compute=purchase_frequency,
        needs=("purchases",),
        grain=BUYING,
        sentence=times_sentence("A customer who bought did so", "Nobody bought in this time."),
        better="up",
        clustered=True,
    ),
    Metric(
        key="clv_historic",
        title="Worth of a customer so far",
        unit="money",
        compute=clv_historic,
        needs=("worth", "orders_ever"),
        grain=LIVES,
        sentence=each_sentence("A customer has been worth", "Nobody had bought by then."),
        better="up",
        clustered=True,
        asks=("margin_share",),
        uses=("discount_rate", "cost_per_order", "cost_per_contact"),
    ),
    Metric(
        key="clv_simple",
        title="Worth of a customer in all",
        unit="money",
        compute=clv_simple,
        needs=("revenue", "purchases_paid"),
        grain=BUYING,
        sentence=each_sentence(
            "If things stay as they are, a customer is worth",
            "Where nobody buys or nobody leaves, this cannot be told.",
        ),
        better="up",
        asks=("margin_share",),
        uses=("inactivity_days",),
        derived=Derivation(("average_order_value", "purchase_frequency", "churn_rate"), _simple),
    ),
)
