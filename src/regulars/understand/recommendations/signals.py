"""What customers showed of their taste, and what is sold: Ibis tables in, Ibis tables out. Loaded by the worker only."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from regulars.understand.recommendations.strengths import (
    HALF_LIFE,
    LATELY,
    OPINIONS,
    RETURNED,
    SOLD,
    STRENGTHS,
    WINDOW,
)

if TYPE_CHECKING:
    from regulars.store.engine.tables import Tables

# Read off the text of the properties alike by every engine, which differ in their functions for JSON. A quotation mark
# inside of a text is escaped there, so what somebody wrote never looks like a field.
_FIELD = r'"%s": ?"((?:[^"\\]|\\.)+)"'
_SCORE = r'"score": ?(-?[0-9]+(?:\.[0-9]+)?)'


def _days_back(day: ir.DateValue, as_of: date) -> ir.FloatingValue:
    return ibis.date(as_of).delta(day, unit="day").cast("float64")


def _faded(day: ir.DateValue, as_of: date, half_life: float) -> ir.FloatingValue:
    """1 on the day itself, a half after `half_life` days."""
    return (_days_back(day, as_of) * (-math.log(2) / half_life)).exp()


def _inside(rows: ir.Table, as_of: date) -> ir.BooleanValue:
    return (rows.day <= ibis.date(as_of)) & (rows.day > ibis.date(as_of - timedelta(days=WINDOW)))


def keyed(lines: ir.Table) -> ir.Table:
    """Lines of orders with `product`: the product's number where it was told, else its name. Others are left out."""
    key = ibis.ifelse(lines.product_id != "", lines.product_id, lines["product"])
    rows = lines.mutate(key=key)
    return rows.filter(rows.key != "")


def _documents(tables: Tables, as_of: date, every: int) -> ir.Table:
    """One row for each customer, product and document: repeated lines of one order show nothing more."""
    lines = keyed(tables.lines)
    rows = lines.filter(
        lines.customer_id.notnull(), lines.kind.isin(["sale", "return"]), _inside(lines, as_of), _chosen(lines, every)
    )
    rows = rows.select("customer_id", "key", "interaction_id", "kind", "day").distinct()
    sold = rows.kind == "sale"
    return rows.select(
        customer_id=rows.customer_id,
        key=rows.key,
        day=rows.day,
        strength=ibis.ifelse(sold, SOLD, RETURNED).cast("float64"),
        bought=sold.cast("int64"),
    )


def _chosen(rows: ir.Table, every: int) -> ir.BooleanValue:
    return rows.customer_id % every == 0


def _visits(tables: Tables, as_of: date, every: int) -> ir.Table:
    """Looks, carts and opinions: each counts once a day and product."""
    told = tables.interactions
    rows = told.filter(
        told.customer_id.notnull(), told.name.isin([*STRENGTHS, "review.written"]), _inside(told, as_of),
        _chosen(told, every),
    )  # fmt: skip
    number = rows.properties.re_extract(_FIELD % "product_id", 1)
    sku, name = rows.properties.re_extract(_FIELD % "sku", 1), rows.properties.re_extract(_FIELD % "product", 1)
    score = rows.properties.re_extract(_SCORE, 1).nullif("").cast("float64")
    rows = rows.select(
        customer_id=rows.customer_id,
        key=ibis.coalesce(number.nullif(""), sku.nullif(""), name.nullif(""), ""),
        name=rows.name,
        day=rows.day,
        score=ibis.ifelse(rows.name == "review.written", score, ibis.null("float64")),
    ).distinct()
    strength = ibis.cases(
        *((rows.name == name, ibis.literal(value, "float64")) for name, value in STRENGTHS.items()),
        *((rows.score >= least, ibis.literal(value, "float64")) for least, value in OPINIONS),
        else_=ibis.literal(0.0, "float64"),
    )
    rows = rows.mutate(strength=strength)
    rows = rows.filter(rows.key != "", rows.strength != 0)
    return rows.select("customer_id", "key", "day", "strength", bought=ibis.literal(0, "int64"))


def tastes(tables: Tables, as_of: date, every: int = 1) -> ir.Table:
    """One row for each customer and product they showed something of, up to the day `as_of`.

    customer_id, key; net: all signs added, each faded by its age, returns and bad opinions counting against; own: the
    purchases alone, faded; times: orders with it; last_day: of the last purchase (null: never). With `every` above 1,
    only customers whose id is divisible by it: a sample.
    """
    rows = ibis.union(_documents(tables, as_of, every), _visits(tables, as_of, every))
    faded = _faded(rows.day, as_of, HALF_LIFE)
    bought = rows.bought == 1
    return rows.group_by("customer_id", "key").aggregate(
        net=(rows.strength * faded).sum(),
        own=ibis.ifelse(bought, faded, 0.0).sum(),
        times=rows.bought.sum(),
        last_day=rows.day.max(where=bought),
    )


def bought_between(tables: Tables, first: date, last: date, every: int = 1) -> ir.Table:
    """customer_id, key of what known customers bought from `first` to `last`, both days included: what came true."""
    lines = keyed(tables.lines)
    rows = lines.filter(
        lines.customer_id.notnull(), lines.kind == "sale", lines.day >= ibis.date(first), lines.day <= ibis.date(last),
        _chosen(lines, every),
    )  # fmt: skip
    return rows.select("customer_id", "key").distinct()


def products(tables: Tables, as_of: date) -> ir.Table:
    """One row for each product sold: key, name, category, price, currency (as told last), last_sold, buyers, lately.

    buyers: known customers who bought it in the window; lately: its orders, faded quickly, anonymous ones included.
    """
    lines = keyed(tables.lines)
    rows = lines.filter(lines.kind == "sale", _inside(lines, as_of))
    place = rows.interaction_id * 10_000 + rows.line
    table = rows.group_by("key").aggregate(
        name=rows["product"].argmax(place),
        category=rows.category.argmax(place),
        price=rows.price.argmax(place),
        currency=rows.currency.argmax(place),
        last_sold=rows.day.max(),
        buyers=rows.customer_id.nunique(),
    )
    documents = rows.select("key", "interaction_id", "day").distinct()
    recent = documents.group_by("key").aggregate(lately=_faded(documents.day, as_of, LATELY).sum())
    return table.left_join(recent, "key").drop("key_right").order_by("key")


def _purchase_days(tables: Tables, as_of: date) -> ir.Table:
    lines = keyed(tables.lines)
    rows = lines.filter(lines.customer_id.notnull(), lines.kind == "sale", _inside(lines, as_of))
    days = rows.select("customer_id", "key", "day").distinct()
    before = days.day.lag().over(ibis.window(group_by=[days.customer_id, days.key], order_by=days.day))
    number = ibis.row_number().over(ibis.window(group_by=[days.customer_id, days.key], order_by=days.day))
    return days.mutate(before=before, number=number)


def rebuying(tables: Tables, as_of: date) -> ir.Table:
    """key, buyers, again: how many bought it, and how many of them on a second day too."""
    days = _purchase_days(tables, as_of)
    return days.group_by("key").aggregate(
        buyers=(days.number == 0).cast("int64").sum(), again=(days.number == 1).cast("int64").sum()
    )


def gaps(tables: Tables, as_of: date) -> ir.Table:
    """key, gap, times: how often so many days lay between two purchases of the same product by the same customer."""
    days = _purchase_days(tables, as_of)
    days = days.filter(days.before.notnull())
    rows = days.select("key", gap=days.day.delta(days.before, unit="day").cast("int64"))
    return rows.group_by("key", "gap").aggregate(times=rows.count())
