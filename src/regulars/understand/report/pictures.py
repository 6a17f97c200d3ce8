"""The pictures of the report: Vega-Lite specifications from Altair, drawn as SVG.

Colours are those of the light page; the style sheet of the page repaints them by value in the dark, which is why every
colour here is one of the named ones and shades are made by opacity.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import vl_convert

from regulars.understand.metrics.measured import Measured
from regulars.understand.metrics.months import is_final
from regulars.understand.metrics.window import month_of
from regulars.understand.metrics.wording import percent
from regulars.understand.report.figures import Cohort, Figures, GroupSize, Month

INK, FAINT, LINE, CLAY, SKY, LEAF = "#211c16", "#6f6559", "#e5dccd", "#b2522b", "#3d6076", "#3f6f4a"
SANS = "ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture for wide and one for narrow screens, as SVG text, with what it shows in words."""

    wide: str
    narrow: str
    shows: str


Screen = Literal["wide", "narrow"]
# The inner width of a picture on a page of 1440 and of 390 points, in points.
_WIDTH: dict[Screen, int] = {"wide": 750, "narrow": 275}


def _config(chart: alt.TopLevelMixin) -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict()
    spec["background"] = "transparent"
    # Texts are measured with another font than the reader's: leave them room.
    spec["padding"] = {"left": 4, "right": 28, "top": 4, "bottom": 4}
    spec["config"] = {
        "font": SANS,
        "view": {"stroke": None},
        "axis": {
            "labelColor": FAINT, "titleColor": FAINT, "domainColor": LINE, "gridColor": LINE, "ticks": False,
            "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 400, "labelPadding": 6,
        },
        "legend": {"labelColor": FAINT, "labelFontSize": 12, "title": None, "orient": "top", "symbolType": "square",
                   "columnPadding": 28, "labelLimit": 400},
        "text": {"color": INK, "fontSize": 12},
    }  # fmt: skip
    return spec


def _drawn(chart: Callable[[Screen], Any], shows: str) -> Picture:
    return Picture(_svg(chart("wide")), _svg(chart("narrow")), shows)


def _svg(chart: alt.TopLevelMixin) -> str:
    svg: str = vl_convert.vegalite_to_svg(_config(chart))
    # Inside a page every picture would claim the same ids, and the figure around it says what it shows.
    return re.sub(r'\s(aria-[a-z]+|role|id)="[^"]*"', "", svg).replace("<svg ", '<svg aria-hidden="true" ', 1)


def _month_axis(months: Sequence[str], screen: Screen) -> alt.Axis:
    step = max(1, -(-len(months) // (5 if screen == "narrow" else 13)))
    shown = list(months)[::step]
    # Vega's expressions read a month as text: 2011-05 becomes May 11.
    label = "timeFormat(toDate(datum.value + '-01T12:00:00'), '%b %y')"
    return alt.Axis(values=shown, labelExpr=label, labelAngle=0, title=None, grid=False, labelOverlap=True)


def _size(screen: Screen, height: int = 190) -> dict[str, int]:
    return {"width": _WIDTH[screen], "height": height}


def _data(rows: Sequence[Mapping[str, object]]) -> Any:
    return alt.Chart(alt.InlineData(values=list(rows)))


# A month that is not over is drawn paler, so that nobody takes it for a fall.
_PALER = 0.45


def _strength(month: str, unfinished: str) -> float:
    return _PALER if month == unfinished else 1.0


def _paler(unfinished: str) -> str:
    return " The faded month is not over." if unfinished else ""


def revenue(months: Sequence[Month], currency: str, unfinished: str) -> Picture:
    """Bars of revenue by month, with what was given back in the month as a narrower bar inside each."""
    rows = [
        {
            "month": m.month,
            "revenue": float(m.revenue),
            "back": float(m.returned_value),
            "strength": _strength(m.month, unfinished),
        }
        for m in months
    ]
    strength = alt.Opacity("strength:Q", scale=None, legend=None)
    names = [month.month for month in months]

    def chart(screen: Screen) -> Any:
        x = alt.X("month:O", axis=_month_axis(names, screen), scale=alt.Scale(paddingInner=0.25))
        y = alt.Y("revenue:Q", axis=alt.Axis(title=None, format="~s", tickCount=4))
        data = _data(rows)
        bars = data.mark_bar(color=CLAY, cornerRadiusEnd=2).encode(x=x, y=y, opacity=strength)
        back = data.mark_bar(color=SKY, width={"band": 0.4}).encode(x=x, y=alt.Y("back:Q"), opacity=strength)
        return (bars + back).properties(**_size(screen))

    named = f" in {currency}" if currency else ""
    return _drawn(chart, f"Revenue by month{named}; the narrow bar inside is what was given back.{_paler(unfinished)}")


def buyers(months: Sequence[Month], unfinished: str) -> Picture:
    """Stacked bars of the customers who bought in each month: new ones, and those who had bought before."""
    names = [month.month for month in months]
    rows = [
        {
            "month": m.month,
            "who": "came back",
            "customers": m.returning,
            "order": 0,
            "strength": _strength(m.month, unfinished),
        }
        for m in months
    ]
    rows += [
        {"month": m.month, "who": "new", "customers": m.new, "order": 1, "strength": _strength(m.month, unfinished)}
        for m in months
    ]

    def chart(screen: Screen) -> Any:
        color = alt.Color("who:N", scale=alt.Scale(domain=["came back", "new"], range=[CLAY, SKY]))
        return (
            _data(rows)
            .mark_bar()
            .encode(
                x=alt.X("month:O", axis=_month_axis(names, screen), scale=alt.Scale(paddingInner=0.25)),
                y=alt.Y("customers:Q", axis=alt.Axis(title=None, tickCount=4, format=",d")),
                color=color,
                order="order:Q",
                opacity=alt.Opacity("strength:Q", scale=None, legend=None),
            )
            .properties(**_size(screen))
        )

    return _drawn(
        chart, f"Customers who bought in each month: those who came back and the new ones.{_paler(unfinished)}"
    )


def share(metric: Measured, color: str) -> Picture | None:
    """A share by month with its 95 % band; months that may still change are left out. None with fewer than three."""
    points = [point for point in metric.series if point.final and point.value is not None]
    if len(points) < 3:
        return None
    rows = [
        {"month": p.month, "value": float(p.value or 0), "low": p.low, "high": p.high, "share": "share"} for p in points
    ]
    names = [point.month for point in points]

    def chart(screen: Screen) -> Any:
        x = alt.X("month:O", axis=_month_axis(names, screen), scale=alt.Scale(type="point", padding=0.3))
        y = alt.Y("value:Q", axis=alt.Axis(title=None, format="%", tickCount=4), scale=alt.Scale(domainMin=0))
        data = _data(rows)
        band = data.mark_area(color=color, opacity=0.16).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
        line = data.mark_line(color=color, strokeWidth=2).encode(x=x, y=y)
        dots = data.mark_point(color=color, filled=True, size=28, opacity=1).encode(x=x, y=y)
        return (band + line + dots).properties(**_size(screen, 150))

    return _drawn(chart, f"{metric.series_meaning} The band is the 95 % interval.")


def cohorts(table: Sequence[Cohort]) -> Picture | None:
    """The cohort table as a map: of the customers who first bought in a month, the share who bought n months later."""
    recent = [cohort for cohort in table if cohort.active[0]][-18:]
    rows = [
        {"cohort": c.cohort, "age": age, "share": active / c.active[0], "text": f"{100 * active / c.active[0]:.0f}"}
        for c in recent
        for age, active in enumerate(c.active)
        if 1 <= age <= 18
    ]
    if not rows:
        return None

    def chart(screen: Screen) -> Any:
        shown = [row for row in rows if screen == "wide" or int(str(row["age"])) <= 9]
        label = "timeFormat(toDate(datum.value + '-01T12:00:00'), '%b %y')"
        data = _data(shown).encode(
            x=alt.X("age:O", axis=alt.Axis(title="months after the first purchase", labelAngle=0, orient="top")),
            y=alt.Y("cohort:O", axis=alt.Axis(title=None, labelExpr=label)),
        )
        most = max(float(str(row["share"])) for row in rows)
        shade = alt.Opacity("share:Q", scale=alt.Scale(domain=[0, most], range=[0.04, 0.6]), legend=None)
        cells = data.mark_rect(color=CLAY, stroke=None, cornerRadius=2).encode(opacity=shade)
        texts = data.mark_text(color=INK, fontSize=11).encode(text="text:N")
        return (cells + texts).properties(**_size(screen, 24 * len(recent)))

    shows = "Of the customers who first bought in a month, how many in a hundred bought so many months later."
    return _drawn(chart, shows)


def groups(sizes: Sequence[GroupSize]) -> Picture:
    """Two bars for each group: its share of the customers and its share of the revenue."""
    people, money = sum(size.customers for size in sizes) or 1, float(sum(size.revenue for size in sizes)) or 1.0
    rows = [
        {"group": s.name, "of": "of customers", "share": s.customers / people, "text": percent(s.customers / people)}
        for s in sizes
    ]
    rows += [
        {
            "group": s.name,
            "of": "of revenue",
            "share": float(s.revenue) / money,
            "text": percent(float(s.revenue) / money),
        }
        for s in sizes
    ]

    def chart(screen: Screen) -> Any:
        y = alt.Y("group:N", sort=[size.name for size in sizes], axis=alt.Axis(title=None, domain=False, minExtent=132))
        offset = alt.YOffset("of:N", sort=["of customers", "of revenue"])
        x = alt.X("share:Q", axis=alt.Axis(title=None, format="%", tickCount=4, domain=False))
        direction: Any = "vertical" if screen == "narrow" else "horizontal"
        scale = alt.Scale(domain=["of customers", "of revenue"], range=[SKY, CLAY])
        color = alt.Color("of:N", scale=scale, legend=alt.Legend(direction=direction))
        data = _data(rows).encode(y=y, yOffset=offset, x=x)
        bars = data.mark_bar(cornerRadiusEnd=2).encode(color=color)
        texts = data.mark_text(align="left", dx=4, color=FAINT, fontSize=11).encode(
            text=alt.Text("share:Q", format=".0%")
        )
        size = (
            {"width": 165, "height": 34 * len(sizes)}
            if screen == "narrow"
            else {"width": 600, "height": 34 * len(sizes)}
        )
        return (bars + texts).properties(**size)

    return _drawn(chart, "Each group's share of the customers and of the revenue.")


def all_of(figures: Figures) -> dict[str, Picture]:
    """Every picture that these figures can carry, by name."""
    last = month_of(figures.window.last)
    unfinished = "" if is_final(last, 0, figures.window.last) else last.isoformat()[:7]
    found = {
        "revenue": revenue(figures.months, figures.currency, unfinished),
        "buyers": buyers(figures.months, unfinished),
        "again": share(figures.metric("repeat_purchase_rate"), CLAY),
        "returns": share(figures.metric("return_rate_customers"), SKY),
        "cohorts": cohorts(figures.cohorts),
        "groups": groups(figures.groups),
    }
    return {name: picture for name, picture in found.items() if picture is not None}
