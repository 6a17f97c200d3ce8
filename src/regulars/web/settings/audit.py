"""The audit: who did or looked at what, when, from where; searched, and taken out as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from regulars.access.acting import carried
from regulars.access.audit.queries import COLUMNS, Asked, audit_rows, read_audit
from regulars.access.users.queries import colleagues_at_work
from regulars.kit import moments
from regulars.kit.position import BadPosition
from regulars.know.customers.queries import by_ids, parts_of, root_of
from regulars.timeline.audit import names
from regulars.web.requests import Request, page, partial
from regulars.web.settings.places import tabs

FILTERS = ("actor", "name", "customer", "since", "until", "text")


def _midnight(day: str, later: int = 0) -> datetime | None:
    """The beginning of a business day; None for what is no date."""
    try:
        told = date.fromisoformat(day) + timedelta(days=later)
    except ValueError:
        return None
    return datetime.combine(told, time(), moments.zone(settings.REGULARS_TIME_ZONE))


def _asked(told: QueryDict) -> Asked:
    asked = str(told.get("customer", ""))
    customer = root_of(int(asked)) if asked.isdigit() else None
    return Asked(
        actor=told.get("actor", ""),
        name=told.get("name", ""),
        customer_ids=tuple(parts_of(customer)) if customer else (),
        since=_midnight(told.get("since", "")),
        until=_midnight(told.get("until", ""), 1),
        text=told.get("text", "").strip(),
    )


def _address(told: QueryDict, **more: str) -> str:
    query = QueryDict(mutable=True)
    query.update({name: str(told[name]) for name in FILTERS if told.get(name)} | more)
    return f"?{query.urlencode()}" if query else ""


@require_safe
@page("audit.see")
def audit(request: Request) -> HttpResponse:
    """The newest lines, or those asked for."""
    told = request.GET
    try:
        found = read_audit(_asked(told), after=told.get("after") or None)
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    people = {c.pk: c for c in by_ids([each.line.customer_id for each in found.told if each.line.customer_id])}
    zone = moments.zone(settings.REGULARS_TIME_ZONE)
    lines = [
        (
            each,
            f"{each.line.at.astimezone(zone):%-d %b %Y, %H:%M:%S}",
            people.get(each.line.customer_id or 0),
            [(field, *_both(pair)) for field, pair in each.changes.items()],
        )
        for each in found.told
    ]
    context = {
        "tabs": tabs(request.user, "settings:audit"),
        "lines": lines,
        "next": reverse("settings:audit") + _address(told, after=found.next) if found.next else "",
        "export": reverse("settings:audit_file") + _address(told),
        "told": {name: told.get(name, "") for name in FILTERS},
        "actors": [("", "Anybody"), *((f"user:{pk}", name) for pk, name in colleagues_at_work())],
        "names": [("", "Anything"), *names()],
        "filtered": any(told.get(name) for name in FILTERS),
    }
    if partial(request) and told.get("after"):
        return render(request, "settings/audit_more.html", context)
    return render(request, "settings/audit.html", context)


def _both(pair: Any) -> tuple[str, str]:
    """Before and after, each as a short text."""
    before, after = [*pair, "", ""][:2] if isinstance(pair, list) else ("", pair)
    return _short(before), _short(after)


def _short(value: Any) -> str:
    text = "" if value in (None, "") else str(value)
    return text if len(text) <= 200 else text[:199] + "…"


@require_safe
@page("audit.see")
def file(request: Request) -> StreamingHttpResponse:
    """The same lines, all of them, as CSV."""
    rows = audit_rows(_asked(request.GET), actor=request.user.actor)
    answer = StreamingHttpResponse(carried(_csv(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _csv(rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
    yield "\ufeff" + ",".join(COLUMNS) + "\r\n"
    for row in rows:
        out = io.StringIO()
        csv.writer(out).writerow([_guarded(cell) for cell in row])
        yield out.getvalue()


def _guarded(cell: Any) -> Any:
    """A cell that a spreadsheet would take for a formula is told as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
