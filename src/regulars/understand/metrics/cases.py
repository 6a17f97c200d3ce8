"""Metrics of requests and complaints: how soon they are answered and resolved, what comes back, what lies open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.business_hours import hours_between, week
from regulars.understand.metrics.entered import OFFICE_HOURS
from regulars.understand.metrics.grains import known, period_of, whole, within
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.metric import Contribution, Grain, Metric
from regulars.understand.metrics.payload import told, told_number
from regulars.understand.metrics.window import Window
from regulars.understand.metrics.wording import count_sentence, hours_sentence, share_sentence

OPENED, RESOLVED = "case.opened", "case.resolved"
ANSWERS = ("message.sent", "call.held")
FEW_CASES = 10


def resolution_time(table: ir.Table) -> Contribution:
    """How long half of the cases took from being opened to being resolved, by the clock.

    Formula: the median of (resolved - opened) over cases.
    Unit: hours by the clock.
    Window: cases resolved in the window, opened whenever; of a case opened anew, from its first opening to its last
    resolution up to the end of the window.
    Exclusions: cases not resolved yet, which the open ones count; cases of which neither the opening nor the hours were
    told. Requests and complaints count alike.
    Source: the usual time to resolution of service desks, told by its median since some cases take very long.
    """
    return Contribution((table.hours >= 0).cast("int64"), of=table.hours)


def resolution_time_p90(table: ir.Table) -> Contribution:
    """Within how long nine of ten cases were resolved, by the clock.

    Formula: the 90th percentile of (resolved - opened) over cases.
    Unit: hours by the clock.
    Window: as for the median.
    Exclusions: as for the median.
    Source: as for the median.
    """
    return Contribution((table.hours >= 0).cast("int64"), of=table.hours)


def resolution_time_business(table: ir.Table) -> Contribution:
    """How long half of the cases took in business hours.

    Formula: the median, over cases, of the business hours between opened and resolved.
    Unit: business hours, as entered; Monday to Friday, 9:00 to 17:00 where nothing was.
    Window: as for the time by the clock.
    Exclusions: as for the time by the clock. Public holidays are not known and count as days of the week.
    Source: as for the time by the clock.
    """
    return Contribution((table.business >= 0).cast("int64"), of=table.business)


def first_response_time(table: ir.Table) -> Contribution:
    """How long half of the customers waited for a first answer.

    Formula: the median, over cases, of (first message sent or call held after the opening - opening).
    Unit: hours by the clock.
    Window: cases opened in the window and answered since.
    Exclusions: cases without an answer yet. An answer belongs to a case where it names it, or names none and goes to
    the same customer.
    Source: the usual first response time of service desks.
    """
    return Contribution((table.waited >= 0).cast("int64"), of=table.waited)


def reopened_share(table: ir.Table) -> Contribution:
    """Of the cases resolved, the share that had to be opened again.

    Formula: cases opened again after having been resolved / cases resolved.
    Unit: share of cases, with a 95 % Wilson interval, customers being what is drawn.
    Window: cases resolved in the window; opened again up to its end.
    Exclusions: cases without an id: of them nothing tells whether they were opened again.
    Source: the usual reopening rate of service desks.
    """
    return Contribution(table.reopened, table.resolved)


def open_cases(table: ir.Table) -> Contribution:
    """Cases that lie open at the end of the window.

    Formula: cases opened before the end of the window and not resolved since.
    Unit: cases.
    Window: looked at on its last day, whenever they were opened.
    Exclusions: cases without an id.
    Source: the usual backlog of service desks.
    """
    return Contribution(table.open_cases)


def open_cases_week(table: ir.Table) -> Contribution:
    """Cases that have lain open for more than a week.

    Formula: of the open cases, those last opened more than 7 days before the end of the window.
    Unit: cases.
    Window: looked at on its last day.
    Exclusions: as for open cases.
    Source: the usual ageing of a backlog.
    """
    return Contribution(table.open_week)


def open_cases_month(table: ir.Table) -> Contribution:
    """Cases that have lain open for more than thirty days.

    Formula: of the open cases, those last opened more than 30 days before the end of the window.
    Unit: cases.
    Window: looked at on its last day.
    Exclusions: as for open cases.
    Source: the usual ageing of a backlog.
    """
    return Contribution(table.open_month)


def _lines(material: Material, until: Window) -> ir.Table:
    """Openings and resolutions up to the end: keys, case, opening, occurred_at, day, told hours."""
    lines = material.rows("interactions")
    rows = lines.filter(lines.name.isin([OPENED, RESOLVED]), known(lines), lines.day < ibis.date(until.end))
    # A case without an id is known by its own line only.
    case = ibis.coalesce(told(rows, "case_id"), ibis.literal("line ").concat(rows.id.cast("string")))
    return rows.select(
        *material.keys,
        "occurred_at",
        "day",
        case=case,
        named=told(rows, "case_id").notnull(),
        opening=rows.name == OPENED,
        told=told_number(rows, "hours"),
    )


def _clock(start: ir.TimestampValue, end: ir.TimestampValue) -> ir.FloatingValue:
    seconds = end.epoch_seconds().cast("int64") - start.epoch_seconds().cast("int64")
    return seconds.cast("float64") / ibis.literal(3600)


def _resolving(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """One row for each case resolved in a window: hours by the clock, business hours."""
    keys, looked_at = material.keys, whole(windows)
    rows = _lines(material, looked_at)
    each = rows.group_by(*keys, "case").aggregate(
        opened_at=rows.occurred_at.min(where=rows.opening),
        resolved_at=rows.occurred_at.max(where=~rows.opening),
        day=rows.day.max(where=~rows.opening),
        told=rows.told.max(where=~rows.opening),
    )
    each = each.filter(each.day.notnull(), within(each, looked_at))
    hours = ibis.cases(
        (each.opened_at <= each.resolved_at, _clock(each.opened_at, each.resolved_at)), else_=each.told.nullif(0)
    )
    made = each.mutate(hours=hours)
    if "business" in needs:
        figure = material.entered.at("business_hours", windows[0].last)
        years = (looked_at.start.year - 3, looked_at.end.year + 1)
        open_hours = week(figure.text if figure else OFFICE_HOURS)
        counted = hours_between(each.opened_at, each.resolved_at, open_hours, material.time_zone, years)
        made = made.mutate(business=ibis.cases((each.opened_at <= each.resolved_at, counted)))
    return made.mutate(period=period_of(made.day, windows)).select("period", *keys, *needs)


def _answering(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """One row for each case opened in a window: waited, the hours to the first answer, null without one."""
    keys, looked_at = material.keys, whole(windows)
    rows = _lines(material, looked_at)
    rows = rows.filter(rows.opening, within(rows, looked_at))
    each = rows.group_by(*keys, "case").aggregate(opened_at=rows.occurred_at.min(), day=rows.day.min())
    lines = material.tables["interactions"]
    sent = lines.filter(lines.name.isin(ANSWERS), known(lines), lines.day >= ibis.date(looked_at.start))
    sent = sent.select(to=sent.customer_id, sent_at=sent.occurred_at, about=told(sent, "conversation_id"))
    joined = each.left_join(
        sent,
        (each.customer_id == sent.to)
        & (sent.sent_at >= each.opened_at)
        & (sent.about.isnull() | (sent.about == each.case)),
    )
    first = joined.group_by(*keys, "case", "opened_at", "day").aggregate(answered_at=joined.sent_at.min())
    made = first.mutate(waited=_clock(first.opened_at, first.answered_at), period=period_of(first.day, windows))
    return made.select("period", *keys, *needs)


def _reopening(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """Each customer's cases resolved in a window, and those of them that were opened again."""
    keys, looked_at = material.keys, whole(windows)
    rows = _lines(material, looked_at)
    rows = rows.filter(rows.named)
    parts = []
    for index, window in enumerate(windows):
        until = rows.filter(rows.day < ibis.date(window.end))
        each = until.group_by(*keys, "case").aggregate(
            first=until.occurred_at.min(where=~until.opening & within(until, window)),
            last=until.occurred_at.max(where=until.opening),
        )
        each = each.filter(each["first"].notnull())
        again = (each["last"] > each["first"]).fill_null(ibis.literal(value=False))
        made = each.group_by(*keys).aggregate(resolved=each.count(), reopened=again.sum())
        parts.append(made.mutate(period=ibis.literal(index, "int8")).select("period", *keys, *needs))
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def _lying(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """Each customer's cases open at the end of each window: open_cases, open_week, open_month."""
    keys, rows = material.keys, _lines(material, windows[0])
    rows = rows.filter(rows.named)
    parts = []
    for index, window in enumerate(windows):
        until = rows.filter(rows.day < ibis.date(window.end))
        each = until.group_by(*keys, "case").aggregate(
            opened_at=until.occurred_at.max(where=until.opening),
            resolved_at=until.occurred_at.max(where=~until.opening),
            day=until.day.max(where=until.opening),
        )
        still = each.opened_at.notnull() & (each.resolved_at.isnull() | (each.resolved_at < each.opened_at))
        each = each.filter(still)
        counts: dict[str, ir.Value] = {
            "open_cases": each.count(),
            "open_week": each.count(where=each.day < ibis.date(window.end - timedelta(days=7))),
            "open_month": each.count(where=each.day < ibis.date(window.end - timedelta(days=30))),
        }
        made = each.group_by(*keys).aggregate(**{name: counts[name] for name in needs})
        parts.append(made.mutate(period=ibis.literal(index, "int8")).select("period", *keys, *needs))
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


RESOLVING = Grain("cases resolved", _resolving, ("interactions",), by_rows=False)
RESPONDING = Grain("cases opened", _answering, ("interactions",), by_rows=False)
REOPENING = Grain("cases opened again", _reopening, ("interactions",), by_rows=False)
LYING = Grain("cases open", _lying, ("interactions",), by_rows=False)

_NONE = "No case was resolved in this time."

METRICS: tuple[Metric, ...] = (
    Metric(
        key="resolution_time",
        title="Resolution time",
        unit="hours",
        compute=resolution_time,
        needs=("hours",),
        grain=RESOLVING,
        sentence=hours_sentence("Half of all cases were resolved within", _NONE),
        better="down",
        quantile=0.5,
        least=FEW_CASES,
    ),
    Metric(
        key="resolution_time_p90",
        title="Resolution time, nine of ten",
        unit="hours",
        compute=resolution_time_p90,
        needs=("hours",),
        grain=RESOLVING,
        sentence=hours_sentence("Nine of ten cases were resolved within", _NONE),
        better="down",
        quantile=0.9,
        least=FEW_CASES,
    ),
    Metric(
        key="resolution_time_business",
        title="Resolution time in business hours",
        unit="hours",
        compute=resolution_time_business,
        needs=("business",),
        grain=RESOLVING,
        sentence=hours_sentence("Half of all cases were resolved within", _NONE, working=True),
        better="down",
        quantile=0.5,
        uses=("business_hours",),
        least=FEW_CASES,
    ),
    Metric(
        key="first_response_time",
        title="First response",
        unit="hours",
        compute=first_response_time,
        needs=("waited",),
        grain=RESPONDING,
        sentence=hours_sentence(
            "Half of those who asked had a first answer within", "Nobody who asked in this time had an answer yet."
        ),
        better="down",
        quantile=0.5,
        least=FEW_CASES,
    ),
    Metric(
        key="reopened_share",
        title="Opened again",
        unit="share",
        compute=reopened_share,
        needs=("reopened", "resolved"),
        grain=REOPENING,
        sentence=share_sentence("cases resolved", "were opened again"),
        better="down",
        clustered=True,
        least=FEW_CASES,
    ),
    Metric(
        key="open_cases",
        title="Open cases",
        unit="cases",
        compute=open_cases,
        needs=("open_cases",),
        grain=LYING,
        sentence=count_sentence("case lies open", "cases lie open"),
        better="down",
    ),
    Metric(
        key="open_cases_week",
        title="Open for more than a week",
        unit="cases",
        compute=open_cases_week,
        needs=("open_week",),
        grain=LYING,
        sentence=count_sentence("case has lain open for over a week", "cases have lain open for over a week"),
        better="down",
    ),
    Metric(
        key="open_cases_month",
        title="Open for more than a month",
        unit="cases",
        compute=open_cases_month,
        needs=("open_month",),
        grain=LYING,
        sentence=count_sentence("case has lain open for over thirty days", "cases have lain open for over thirty days"),
        better="down",
    ),
)
