"""A measured metric as the scoreboard says it: sentence, verdict, picture. Pure: numbers in, words and geometry out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regulars.understand.metrics.measured import Measured, Point
from regulars.web.pictures.spark import Spark, spark

# The first figure of a sentence, with its currency or percent sign: what is set in bold.
_FIGURE = re.compile(r"[€£$¥₹]?\d[\d,.]*\d(?: %)?|[€£$¥₹]?\d(?: %)?")
# A picture shows this many months at most: three years.
MONTHS_DRAWN = 36


@dataclass(frozen=True, slots=True)
class Said:
    """One metric of the scoreboard."""

    key: str
    title: str
    before: str
    figure: str
    after: str
    verdict: str
    tone: str
    interval: str
    drawing: Spark
    drawn: str
    meaning: str
    formula: str
    sql: str


def verdict(measured: Measured) -> tuple[str, str]:
    """(words, tone) of the chip; empty words where there is nothing to compare with."""
    if measured.verdict is None:
        return "", ""
    if measured.verdict == "same":
        return ("no change beyond chance" if measured.beyond_chance is False else "as before"), ""
    said = f"{measured.verdict}, beyond chance" if measured.beyond_chance else measured.verdict
    return said, "good" if measured.verdict == "better" else "bad"


def _interval(measured: Measured) -> str:
    if measured.low is None or measured.high is None or measured.denominator is None:
        return ""
    low, high = measured.low * 100, measured.high * 100
    places = 0 if high - low >= 2 else 1
    return f"{low:.{places}f} to {high:.{places}f} %, of {int(measured.denominator):,}"


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _month_name(month: str) -> str:
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{names[int(month[5:7]) - 1]} {month[:4]}"


def draw(points: Sequence[Point], marks: Mapping[str, str]) -> tuple[Spark, str]:
    """The line of the final points, and what it says to somebody who cannot see it. `marks`: month -> what changed."""
    shown = [point for point in points if point.final][-MONTHS_DRAWN:]
    months = [point.month for point in shown]
    values = [_number(point.value) for point in shown]
    drawing = spark(
        values,
        low=[point.low for point in shown],
        high=[point.high for point in shown],
        marks=[(months.index(month), text) for month, text in marks.items() if month in months],
    )
    known = [(month, value) for month, value in zip(months, values, strict=True) if value is not None]
    if not known:
        return drawing, "Not enough months for a picture"
    share = all(value <= 1 for _, value in known) and any(point.denominator for point in shown)

    def spoken(value: float) -> str:
        return f"{value * 100:.0f} %" if share else f"{value:,.0f}"

    (first, began), (last, ended) = known[0], known[-1]
    changed = "".join(f"; {text} in {_month_name(month)}" for month, text in marks.items() if month in months)
    return (
        drawing,
        f"By month, from {spoken(began)} in {_month_name(first)} to {spoken(ended)} in {_month_name(last)}{changed}",
    )


def said(measured: Measured, sql: str, marks: Mapping[str, str]) -> Said:
    """One metric, ready for its template."""
    found = _FIGURE.search(measured.sentence)
    start, end = found.span() if found else (0, 0)
    words, tone = verdict(measured)
    drawing, drawn = draw(measured.series, marks)
    return Said(
        key=measured.key,
        title=measured.title,
        before=measured.sentence[:start],
        figure=measured.sentence[start:end],
        after=measured.sentence[end:],
        verdict=words,
        tone=tone,
        interval=_interval(measured),
        drawing=drawing,
        drawn=f"{measured.title}: {drawn}",
        meaning=measured.series_meaning,
        formula=measured.formula,
        sql=sql,
    )
