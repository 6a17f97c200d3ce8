"""Days to remember: those of one customer, and the page of those that come next among all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from regulars.kit.position import BadPosition
from regulars.know.customers.queries import parts_of
from regulars.know.occasions import actions
from regulars.know.occasions.coming import Coming, coming
from regulars.know.occasions.models import SINCE, Occasion, OccasionKind
from regulars.know.occasions.queries import business_today, kinds
from regulars.web.around.answering import Undo, changed, the_customer
from regulars.web.customers.panels import occasions
from regulars.web.requests import Request, page, partial

A_PAGE = 40
LENGTHS = [("7", "7 days"), ("30", "30 days"), ("90", "90 days")]


@require_safe
@page("customers.see")
def ahead(request: Request) -> HttpResponse:
    """The next days, with the people; by kind, and as far ahead as asked for."""
    length = request.GET.get("days", "30")
    length = length if length in dict(LENGTHS) else "30"
    every = kinds()
    kind = request.GET.get("kind", "")
    kind = kind if kind in {one.key for one in every} else ""
    today = business_today()
    try:
        found = coming(
            today, int(length), limit=A_PAGE, after=request.GET.get("after"), kind_keys=[kind] if kind else []
        )
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    asked = {"kind": kind, "days": "" if length == "30" else length}
    context = {
        "days": by_day(found.coming, today, request.GET.get("day", "")),
        "further": _query(asked | {"after": found.next, "day": found.coming[-1].day.isoformat()}) if found.next else "",
        "kinds": [(_query(asked | {"kind": key}), name, key == kind) for key, name in _choices(every)],
        "lengths": LENGTHS,
        "length": length,
        "kind": kind,
        "since": kind == SINCE,
    }
    return render(
        request,
        "around/days_rows.html" if partial(request) and request.GET.get("after") else "around/days.html",
        context,
    )


def _choices(every: list[OccasionKind]) -> list[tuple[str, str]]:
    return [("", "All"), *((kind.key, kind.name[:1].upper() + kind.name[1:]) for kind in every)]


def _query(asked: Mapping[str, str | None]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})


def by_day(found: list[Coming], today: date, last_shown: str = "") -> list[dict[str, object]]:
    """The people of each day; `again` where the page before ended within it."""
    return [
        {
            "iso": day.isoformat(), "name": called(day, today), "again": day.isoformat() == last_shown,
            "people": [(one, years(one)) for one in some],
        }
        for day, some in groupby(found, key=lambda one: one.day)
    ]  # fmt: skip


def called(day: date, today: date) -> str:
    """`Today`, `Tomorrow`, `Thu 12 Nov`."""
    gap = (day - today).days
    return {0: "Today", 1: "Tomorrow"}.get(gap, f"{day:%a %-d %b}" + ("" if day.year == today.year else f" {day.year}"))


def years(one: Coming) -> str:
    """What kind of day, and how many years it will be: `birthday, turns 41`."""
    if one.years is None:
        return one.name
    return (
        f"{one.name}, turns {one.years}"
        if one.kind == "birthday"
        else f"{one.name}, {one.years} year{'' if one.years == 1 else 's'}"
    )


@require_POST
@page("customers.edit")
def remember(request: Request, pk: int) -> HttpResponse:
    """Keep a day of this customer."""
    customer = the_customer(pk)
    sent = request.POST

    def act() -> None:
        yearly = {"yes": True, "no": False}.get(sent.get("yearly", ""))
        actions.remember(
            customer.pk, sent.get("kind", ""), actions.read_day(sent.get("day", "")), yearly=yearly,
            note=sent.get("note", ""), actor=request.user.actor,
        )  # fmt: skip

    return changed(request, customer.pk, occasions.show, act, sent.dict())


@require_POST
@page("customers.edit")
def change(request: Request, pk: int, occasion: int, what: str) -> HttpResponse:
    """Take a day off or bring it back."""
    customer = the_customer(pk)
    if (
        what not in {"remove", "restore"}
        or not Occasion.objects.filter(pk=occasion, customer__in=parts_of(customer)).exists()
    ):
        raise Http404
    actor = request.user.actor

    def act() -> Undo | None:
        if what == "remove":
            actions.remove_occasion(occasion, actor=actor)
            back = reverse("around:change_day", args=[customer.pk, occasion, "restore"])
            return Undo("The day is taken off. It can be brought back for 30 days.", back)
        actions.restore_occasion(occasion, actor=actor)
        return None

    return changed(request, customer.pk, occasions.show, act)
