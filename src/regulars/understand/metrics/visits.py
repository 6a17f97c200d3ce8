"""Metrics of engagement: visits, what was seen in them, and who is about by day, week and month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.entered import Entered
from regulars.understand.metrics.grains import by_period, known, period_of, whole, within
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.metric import Contribution, Grain, Metric
from regulars.understand.metrics.window import Window
from regulars.understand.metrics.wording import count_sentence, points_sentence, times_sentence

PAGES = ("page.viewed", "screen.viewed")
VISITING = (
    *PAGES, "product.viewed", "category.viewed", "product.added", "product.removed", "checkout.started",
)  # fmt: skip
# What customers do themselves; an opened mail is left out, since programs open mails too.
DOING = (
    *VISITING, "order.completed", "mail.clicked", "message.received", "call.held", "survey.answered", "review.written",
    "case.opened", "contract.started", "contract.renewed",
)  # fmt: skip
# Silence that ends a visit, in seconds.
GAP = 30 * 60


def visits(table: ir.Table) -> Contribution:
    """Visits to the web shop, site or app.

    Formula: the number of times somebody came: a visit ends with 30 minutes in which nothing was seen or done.
    Unit: visits.
    Window: a visit belongs to the window in which it began.
    Exclusions: visitors of whom nothing tells one look from the next. Visitors not known by name count.
    Source: the usual session of web analytics, with a gap of 30 minutes.
    """
    return Contribution(table.visits)


def visitors(table: ir.Table) -> Contribution:
    """Who visited the web shop, site or app.

    Formula: customers, known or not, with at least one visit.
    Unit: customers.
    Window: a visit belongs to the window in which it began.
    Exclusions: as for visits. Somebody recognised later counts once.
    Source: as for visits.
    """
    return Contribution((table.visits >= 1).cast("int64"))


def pages_a_visit(table: ir.Table) -> Contribution:
    """How many pages or screens a visit saw.

    Formula: pages and screens seen / visits.
    Unit: pages a visit, with a 95 % interval over customers.
    Window: pages of the window; visits that began in it.
    Exclusions: as for visits.
    Source: as for visits.
    """
    return Contribution(table.pages, table.visits)


def active_by_day(table: ir.Table) -> Contribution:
    """Customers who did something, on an average day.

    Formula: the sum over customers of the business days on which they did something / days of the window.
    Unit: customers a day.
    Window: business days from the first to the last day of the window.
    Exclusions: what was done to them, such as mails sent; opened mails, since programs open mails too.
    Source: the usual daily active count, averaged over the window.
    """
    return Contribution(table.days)


def active_by_week(table: ir.Table) -> Contribution:
    """Customers who did something in the last seven days of the window.

    Formula: customers with at least one doing of their own in those days.
    Unit: customers.
    Window: the seven days that end with the last day of the window.
    Exclusions: as for an average day.
    Source: the usual weekly active count.
    """
    return Contribution((table.last_doing >= table.week_start).cast("int64"))


def active_by_month(table: ir.Table) -> Contribution:
    """Customers who did something in the last thirty days of the window.

    Formula: customers with at least one doing of their own in those days.
    Unit: customers.
    Window: the thirty days that end with the last day of the window, as far as they lie in it.
    Exclusions: as for an average day.
    Source: the usual monthly active count.
    """
    return Contribution((table.last_doing >= table.month_start).cast("int64"))


def _days(entered: Entered, window: Window) -> float:
    return float((window.end - window.start).days)


def _visiting(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """Each customer's visits and pages."""
    lines, keys, looked_at = material.rows("interactions"), material.keys, whole(windows)
    # A visit of the night before may reach into the window; it must not be taken for one that began in it.
    wider = Window(looked_at.start - timedelta(days=1), looked_at.end)
    rows = lines.filter(lines.name.isin(VISITING), known(lines), within(lines, wider))
    order = ibis.window(group_by=[rows[key] for key in keys], order_by=[rows.occurred_at, rows.id])
    silence = rows.occurred_at.epoch_seconds() - rows.occurred_at.lag().over(order).epoch_seconds()
    rows = rows.select(*keys, "day", begins=(silence.isnull() | (silence > GAP)), page=rows.name.isin(PAGES))
    rows = rows.filter(within(rows, looked_at))
    rows = rows.mutate(period=period_of(rows.day, windows))
    counts: dict[str, ir.Value] = {"visits": rows.begins.sum(), "pages": rows.page.sum()}
    made = rows.group_by("period", *keys).aggregate(**{name: counts[name] for name in needs})
    return made.select("period", *keys, *needs)


def _doing(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """On how many days each customer did something, and the last of them."""
    lines, keys = material.rows("interactions"), material.keys
    rows = lines.filter(lines.name.isin(DOING), known(lines), within(lines, whole(windows)))
    rows = rows.mutate(period=period_of(rows.day, windows))
    counts: dict[str, ir.Value] = {"days": rows.day.nunique(), "last_doing": rows.day.max()}
    made = rows.group_by("period", *keys).aggregate(**{name: counts[name] for name in needs if name in counts})
    for name, days in (("week_start", 7), ("month_start", 30)):
        if name in needs:
            made = made.mutate(**{name: by_period(windows, made.period, _back(days))})
    return made.select("period", *keys, *needs)


def _back(days: int) -> Callable[[Window], ir.Value]:
    return lambda window: ibis.date(window.end - timedelta(days=days))


VISITS = Grain("visits", _visiting, ("interactions",))
ACTIVITY = Grain("activity", _doing, ("interactions",))

METRICS: tuple[Metric, ...] = (
    Metric(
        key="visits",
        title="Visits",
        unit="visits",
        compute=visits,
        needs=("visits",),
        grain=VISITS,
        sentence=count_sentence("visit was made", "visits were made"),
        better="up",
    ),
    Metric(
        key="visitors",
        title="Visitors",
        unit="customers",
        compute=visitors,
        needs=("visits",),
        grain=VISITS,
        sentence=count_sentence("person visited", "people visited"),
        better="up",
    ),
    Metric(
        key="pages_a_visit",
        title="Pages a visit",
        unit="pages",
        compute=pages_a_visit,
        needs=("pages", "visits"),
        grain=VISITS,
        sentence=times_sentence("A visit saw", "Nobody visited in this time.", "pages"),
        clustered=True,
    ),
    Metric(
        key="active_by_day",
        title="Active on a day",
        unit="customers",
        compute=active_by_day,
        needs=("days",),
        grain=ACTIVITY,
        sentence=points_sentence("Customers who did something on an average day: ", 1),
        better="up",
        against=_days,
    ),
    Metric(
        key="active_by_week",
        title="Active in a week",
        unit="customers",
        compute=active_by_week,
        needs=("last_doing", "week_start"),
        grain=ACTIVITY,
        sentence=count_sentence("customer did something in the last week", "customers did something in the last week"),
        better="up",
    ),
    Metric(
        key="active_by_month",
        title="Active in a month",
        unit="customers",
        compute=active_by_month,
        needs=("last_doing", "month_start"),
        grain=ACTIVITY,
        sentence=count_sentence(
            "customer did something in the last thirty days", "customers did something in the last thirty days"
        ),
        better="up",
    ),
)
