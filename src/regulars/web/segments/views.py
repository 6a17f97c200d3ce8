"""Looking at segments: all of them, one with its people, and those that are ready to be switched on."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from regulars.kit import moments
from regulars.know.filters.rule import Condition, read_rule, write_text
from regulars.know.filters.words import spoken
from regulars.understand.insights.queries import insights_of, outlook
from regulars.understand.segments.queries import found, members_page, proposal, segment, sizes
from regulars.understand.segments.ready_made import ready_made
from regulars.web.customers.rows import rows
from regulars.web.requests import Request, page, partial
from regulars.web.rules.known import fields
from regulars.web.segments.shown import LOOK_BACK, course, differences, in_words, middle, shared, state
from regulars.web.sent import or_404, whole

PAGE = 50
A_YEAR = 365


@require_safe
@page("numbers.see")
def every(request: Request) -> HttpResponse:
    """All segments one finds: what each is, how large, how that went."""
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    segments = list(found().select_related("owner"))
    kept = sizes([one.pk for one in segments], today - timedelta(days=LOOK_BACK))
    lines = [(one, in_words(one), state(one), course(one, kept[one.pk], today, LOOK_BACK, 120, 32)) for one in segments]
    context = {"lines": lines, "may_manage": request.user.may("segments.manage")}
    return render(request, "segments/list.html", context)


@require_safe
@page("numbers.see")
def one(request: Request, pk: int) -> HttpResponse:
    """One segment: in words, its people, how large it was, what sets them apart, and whom it shares with others."""
    with or_404():
        shown = segment(pk)
    after = whole(request.GET.get("after", "0"))
    if after is None:
        return HttpResponseBadRequest("after: this is not a position of this list")
    told = members_page(pk, after=after, limit=PAGE)
    people = [customer for customer, _ in told.people]
    context: dict[str, Any] = {
        "rows": rows(people, insights_of([customer.pk for customer in people]), moments.now()),
        "next": f"{reverse('segments:one', args=[pk])}?{urlencode({'after': told.next})}" if told.next else "",
    }
    if partial(request) and after:
        return render(request, "understand/more_people.html", context)
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    kept = sizes([pk], today - timedelta(days=A_YEAR))[pk]
    everybody = shown.portrait.get("people", 0)
    context |= {
        "segment": shown, "words": in_words(shown), "state": state(shown),
        "share": shown.size / everybody if everybody else None,
        "course": course(shown, kept, today, A_YEAR, 640, 120),
        "differences": differences(shown, settings.REGULARS_CURRENCY),
        "shared": shared(shown, list(found())), "may_manage": request.user.may("segments.manage"),
        "as_list": f"{reverse('customers:list')}?{urlencode({'rule': write_text(Condition(f'segment:{pk}', 'yes'))})}",
    }  # fmt: skip
    return render(request, "segments/one.html", context)


@require_safe
@page("numbers.see")
def ready(request: Request) -> HttpResponse:
    """Those that come with the program, each with what it is good for."""
    known = fields()
    on = dict(found().exclude(made_from="").values_list("made_from", "pk"))
    offered = [(one, _reads(one.rule, known), on.get(one.key)) for one in ready_made()]
    parts = [(heading, list(some)) for heading, some in groupby(sorted(offered, key=_heading), key=_heading)]
    context = {"parts": parts, "may_manage": request.user.may("segments.manage")}
    return render(request, "segments/ready.html", context)


def _heading(offer: tuple[Any, str, int | None]) -> str:
    return str(offer[0].heading)


def _reads(rule: dict[str, Any], known: Any) -> str:
    return spoken(read_rule(rule), known)


@require_safe
@page("numbers.see")
def proposed(request: Request) -> HttpResponse:
    """Groups that the numbers show by themselves."""
    told = proposal()
    known = fields()
    answer = told.answer if told and told.answered_at else {}
    kept = answer.get("groups", [])
    told_of = outlook() if kept else None
    currency = told_of.currency if told_of else settings.REGULARS_CURRENCY
    groups = [(group, _reads(group["rule"], known), middle(group["medians"], currency)) for group in kept]
    context = {
        "told": told, "answer": answer, "groups": groups, "waiting": told is not None and told.asked_at is not None,
        "may_manage": request.user.may("segments.manage"),
    }  # fmt: skip
    return render(request, "segments/proposed.html", context)
