"""All numbers in one place, and one number over any window, segment and breakdown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from regulars.access.acting import current
from regulars.kit import moments
from regulars.know.customers.queries import by_ids
from regulars.store.engine.errors import EngineError
from regulars.understand.insights.queries import insights_of
from regulars.understand.metrics.spans import OFFERED, UnknownSpan, span
from regulars.understand.metrics.wording import part_name
from regulars.understand.scoreboard.board import UnknownPart
from regulars.understand.scoreboard.queries import latest
from regulars.understand.segments.queries import found as segments_found
from regulars.web.customers.rows import rows
from regulars.web.requests import Request, page, partial
from regulars.web.understand.said import pieces

if TYPE_CHECKING:
    from regulars.understand.metrics.metric import Metric
    from regulars.understand.scoreboard.measuring import Answer, Asked

PAGE = 50
COMPARED = (("before", "the time just before"), ("year", "the same time a year earlier"), ("nothing", "nothing"))
PARTS = (("", "All of them"), ("counted", "Those counted"), ("rest", "The others"))


@require_safe
@page("numbers.see")
def catalogue(request: Request) -> HttpResponse:
    """Every metric under its question: what it says now, what it is, and the way to its page."""
    from regulars.understand.metrics.catalogue import EVERY, QUESTIONS  # noqa: PLC0415 - loads the engine's libraries
    from regulars.web.understand.measured_shown import figure, summary, told_as  # noqa: PLC0415

    board = latest()
    now = board.every if board else {}

    def entry(key: str) -> dict[str, Any]:
        metric = EVERY[key]
        one = now.get(key)
        return {
            "key": key,
            "title": metric.title,
            "now": figure(one, pieces) if one else None,
            "lacking": bool(one and one.lacking),
            "summary": summary(metric.formula),
            "parts": told_as(metric.formula),
        }

    context = {
        "company": settings.REGULARS_COMPANY,
        "board": board,
        "questions": [(question, [entry(key) for key in question.metrics]) for question in QUESTIONS],
    }
    return render(request, "understand/catalogue.html", context)


def _asked(request: Request, key: str) -> Asked:
    """What the address asks for. Raises UnknownMetric."""
    from regulars.understand.scoreboard.measuring import Asked, UnknownMetric  # noqa: PLC0415

    told = request.GET
    window = told.get("window", "12m")
    if window == "between":
        window = f"{told.get('from', '')}..{told.get('to', '')}"
    segment, comparison = told.get("segment", ""), told.get("compare", "before")
    if segment and not segment.isdigit():
        raise UnknownMetric(f"segment: {segment!r} is not the number of a segment")
    if comparison not in {"before", "year", "nothing"}:
        raise UnknownMetric(f"compare: {comparison!r} is not known; use before, year or nothing")
    chosen: Any = comparison
    return Asked((key,), window, int(segment) if segment else None, told.get("by", ""), chosen)


def _metric(key: str) -> Metric:
    from regulars.understand.metrics.catalogue import EVERY  # noqa: PLC0415

    metric = EVERY.get(key)
    if metric is None:
        raise Http404("There is no such number.")
    return metric


def _query(asked: Asked) -> dict[str, str]:
    """The address's words for what is asked, without those that say what is usual."""
    told = {
        "window": asked.window if asked.window != "12m" else "",
        "segment": "" if asked.segment is None else str(asked.segment),
        "by": asked.by,
        "compare": asked.comparison if asked.comparison != "before" else "",
    }
    return {name: value for name, value in told.items() if value}


def _pickers(metric: Metric, asked: Asked) -> dict[str, Any]:
    from regulars.understand.metrics.breakdowns import BREAKDOWNS, possible  # noqa: PLC0415

    hidden = current().hidden
    segments = [(str(segment.pk), segment.name) for segment in segments_found()]
    between = ".." in asked.window
    first, _, last = asked.window.partition("..") if between else ("", "", "")
    breakdowns = [(key, each.title) for key, each in BREAKDOWNS.items() if possible(metric, each) and key not in hidden]
    windows = list(OFFERED)
    if not between and asked.window not in dict(OFFERED):
        windows.append((asked.window, asked.window))
    return {
        "windows": [*windows, ("between", "from … to …")],
        "window": "between" if between else asked.window,
        "first": first,
        "last": last,
        "segments": [("", "everybody"), *segments],
        "segment": "" if asked.segment is None else str(asked.segment),
        "breakdowns": [("", "nothing"), *breakdowns],
        "by": asked.by,
        "comparisons": COMPARED,
        "comparison": asked.comparison,
    }


@require_safe
@page("numbers.see")
def metric(request: Request, key: str) -> HttpResponse:
    """One number: over the window, of the people and by the part that the address names, computed when asked."""
    from regulars.understand.scoreboard.measuring import UnknownMetric, looking  # noqa: PLC0415 - loads the engine
    from regulars.web.understand import measured_shown as shown  # noqa: PLC0415

    found = _metric(key)
    board = latest()
    problem, answer, context = "", None, dict[str, Any]()
    try:
        asked = _asked(request, key)
        span(asked.window, moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE))
    except (UnknownMetric, UnknownSpan) as error:
        return HttpResponseBadRequest(str(error))
    if board is not None:
        try:
            with looking() as look:
                answer = look.measured(_whole(asked))
                parts = look.measured(asked) if asked.by else None
        except UnknownMetric as error:
            return HttpResponseBadRequest(str(error))
        except EngineError:
            problem = "The numbers are being refreshed just now. Look again in a moment."
        else:
            context = _told(found, asked, answer, parts, shown)
    context |= {
        "key": key,
        "title": found.title,
        "summary": shown.summary(found.formula),
        "parts": shown.told_as(found.formula),
        "picks": _pickers(found, asked),
        "problem": problem,
        "empty": board is None,
        "may_enter": request.user.may("numbers.manage"),
        "here": request.get_full_path(),
        # What held before it was entered, most likely held since the record began.
        "values": {"starts_on": board.first_day.isoformat()} if board else {},
        "errors": {},
        "sql": _sql(found, answer),
    }
    return render(request, "understand/measured.html", context)


@require_safe
@page("numbers.see")
def metric_trend(request: Request, key: str) -> HttpResponse:
    """The line of a number by month: a part of its page that comes when it is computed."""
    from regulars.understand.scoreboard.measuring import UnknownMetric, trend_now  # noqa: PLC0415 - loads the engine
    from regulars.web.understand import measured_shown as shown  # noqa: PLC0415

    found, board = _metric(key), latest()
    if board is None:
        raise Http404("There are no numbers yet.")
    try:
        points = trend_now(key, _asked(request, key), shown.TREND_MONTHS)
    except (UnknownMetric, UnknownSpan) as error:
        return HttpResponseBadRequest(str(error))
    drawing, drawn = shown.trend(points, board.marks)
    return render(request, "understand/trend.html", {"drawing": drawing, "drawn": f"{found.title}: {drawn}"})


def _whole(asked: Asked) -> Asked:
    """The same without its breakdown."""
    return replace(asked, by="")


def _told(found: Metric, asked: Asked, answer: Answer, parts: Answer | None, shown: Any) -> dict[str, Any]:
    from regulars.understand.metrics.asked import ASKED  # noqa: PLC0415
    from regulars.understand.metrics.breakdowns import BREAKDOWNS  # noqa: PLC0415

    one = answer.one(found.key)
    by_title = BREAKDOWNS[asked.by].title if asked.by in BREAKDOWNS else "Segment"
    people, query = reverse("understand:metric_people", args=[found.key]), _query(asked)
    names = {part: part_name(asked.by, part) for part in parts.parts} if parts else {}
    rows = shown.part_rows(parts.parts, names, people, query) if parts and not one.lacking else ()
    return {
        "trend": f"{reverse('understand:metric_trend', args=[found.key])}?{urlencode(query)}",
        "sure": any(row.interval for row in rows),
        "divides": any(row.of for row in rows),
        "one": shown.figure(one, pieces),
        "lacking": [ASKED[kind] for kind in one.lacking],
        "cautions": one.cautions,
        "span": answer.span,
        "as_of": answer.as_of,
        "people": f"{people}?{urlencode({k: v for k, v in query.items() if k != 'by'})}",
        "rows": rows,
        "more": parts.more if parts else 0,
        "by_title": by_title,
        # Abbreviations stay as they are: by RFM group, by country.
        "by_said": by_title if by_title[1].isupper() else by_title[0].lower() + by_title[1:],
        "adds_up": asked.by in BREAKDOWNS and BREAKDOWNS[asked.by].exclusive,
    }


def _sql(found: Metric, answer: Answer | None) -> list[tuple[str, str]]:
    from regulars.understand.metrics.sql import metric_sql  # noqa: PLC0415

    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    window = answer.span.window if answer else span("12m", today).window
    currency = answer.currency if answer else settings.REGULARS_CURRENCY
    zone = settings.REGULARS_TIME_ZONE
    named = (("DuckDB", "duckdb"), ("Spark", "pyspark"))
    told = answer.entered if answer else None
    return [(name, metric_sql(found, window, currency, dialect, told, zone)) for name, dialect in named]


@require_safe
@page("numbers.see")
def metric_people(request: Request, key: str) -> HttpResponse:
    """The customers behind one number as its page shows it, of one part of the breakdown where one is named."""
    from regulars.understand.scoreboard.measuring import UnknownMetric, people_now  # noqa: PLC0415 - loads the engine

    found = _metric(key)
    divides = found.proportion or found.clustered
    told = request.GET
    part, of, after = told.get("part", ""), told.get("of", ""), told.get("after", "0")
    if not after.isdigit():
        return HttpResponseBadRequest(f"after: {after!r} is not a position of this list")
    if latest() is None:
        raise Http404("There are no numbers yet.")
    try:
        asked = _asked(request, key)
        ids = people_now(key, asked, part, of, after=int(after), limit=PAGE + 1)
    except (UnknownMetric, UnknownSpan) as error:
        return HttpResponseBadRequest(str(error))
    except UnknownPart as error:
        raise Http404(str(error)) from error
    address, query = reverse("understand:metric_people", args=[key]), _query(asked) | ({"of": of} if of else {})
    shown = ids[:PAGE]
    following = {**query, "part": part, "after": str(shown[-1])} if len(ids) > PAGE else {}
    context = {
        "title": f"{found.title}: {part_name(asked.by, of)}" if of else found.title,
        "back": f"{reverse('understand:measured', args=[key])}?{urlencode(_query(asked))}",
        "rows": rows(by_ids(shown), insights_of(shown), moments.now()),
        "next": f"{address}?{urlencode(following)}" if following else "",
        "parts": [(f"{address}?{urlencode({**query, 'part': value})}", text, value == part) for value, text in PARTS]
        if divides
        else [],
    }
    more = partial(request) and after != "0"
    return render(request, "understand/more_people.html" if more else "understand/measured_people.html", context)
