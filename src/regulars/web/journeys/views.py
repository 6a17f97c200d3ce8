"""The map of a journey, the people behind its marks, and two maps compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from regulars.access.users.queries import colleagues_at_work
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.customers.queries import by_ids, listed
from regulars.timeline.names import CHANNELS
from regulars.understand.insights.queries import insights_of
from regulars.understand.journeys.actions import ask
from regulars.understand.journeys.asking import MONTHS, Asked, read
from regulars.understand.journeys.comparing import differences
from regulars.understand.journeys.figures import STEPS, Map
from regulars.understand.journeys.models import Drawing, Journey
from regulars.understand.journeys.queries import (
    definition_of,
    drawing,
    groups,
    is_outdated,
    journey,
    journeys,
    map_of,
)
from regulars.understand.journeys.queries import people as people_behind
from regulars.understand.journeys.readymade import READY
from regulars.web.customers.rows import rows
from regulars.web.journeys import said
from regulars.web.journeys.shown import shown
from regulars.web.requests import Request, page, partial

PAGE = 50


def journey_or_404(pk: int) -> Journey:
    """The journey of that number."""
    found = journey(pk)
    if found is None:
        raise Http404("There is no such journey.")
    return found


@require_safe
@page("numbers.see")
def index(request: Request) -> HttpResponse:
    """All journeys, each with what its map says first; and those to begin with."""
    usual, cards = Asked(), []
    for each in journeys():
        there = drawing(each.pk, usual)
        drawn = map_of(there) if there else None
        definition = definition_of(each)
        names = {point.key: point.name for point in definition.touchpoints}
        told = [] if drawn is None else said.lead(definition, _only(drawn, names), names)
        cards.append((each, " → ".join(definition.stages), told))
    context = {
        "journeys": cards,
        "archived": journeys(archived=True),
        "ready": [(kind, name, _stages(kind)) for kind, (name, _, _) in READY.items()],
        "may_manage": request.user.may("numbers.manage"),
    }
    return render(request, "journeys/index.html", context)


def _stages(kind: str) -> str:
    return " → ".join(name for name, _ in READY[kind][2])


def _only(drawn: Map, names: dict[int, str]) -> Map:
    """The map without touchpoints that were removed since it was drawn."""
    from dataclasses import replace  # noqa: PLC0415 -- beside its only use

    return replace(
        drawn,
        touchpoints=tuple(met for met in drawn.touchpoints if met.key in names),
        ways=tuple(way for way in drawn.ways if way.before in names and way.after in names),
        pains=tuple(pain for pain in drawn.pains if pain.key in names),
    )


def _query(asked: Asked, **more: str) -> str:
    told = {
        "months": str(asked.months),
        "back": str(asked.back) if asked.back else "",
        "first": asked.first.isoformat() if asked.first else "",
        "last": asked.last.isoformat() if asked.last else "",
        "channel": asked.channel,
        "group": asked.group,
    }
    return urlencode({name: value for name, value in {**told, **more}.items() if value})


def _whose(asked: Asked) -> str:
    return dict(groups()).get(asked.group, "everybody") if asked.group else "everybody"


def _form(asked: Asked, errors: dict[str, str]) -> dict[str, Any]:
    return {
        "asked": asked,
        "errors": errors,
        "months": [(str(n), f"{n} month{'' if n == 1 else 's'}") for n in MONTHS],
        "channels": [("", "Every channel"), *((name, name.capitalize()) for name in CHANNELS if name != "house")],
        "groups": [("", "Everybody"), *groups()],
    }


@require_safe
@page("numbers.see")
def one(request: Request, pk: int) -> HttpResponse:
    """The map of a journey. Where it is not drawn yet it is asked for, and the page looks again until it is there."""
    found = journey_or_404(pk)
    errors: dict[str, str] = {}
    there: Drawing | None
    try:
        asked = read(request.GET.dict())
        there = ask(pk, asked)
    except Refused as refused:
        errors, asked, there = refused.errors, Asked(), drawing(pk, Asked())
    context = _form(asked, errors) | {
        "journey": found,
        "may_manage": request.user.may("numbers.manage"),
        "query": _query(asked),
        **_drawn(request, found, there, asked),
    }
    return render(request, "journeys/one.html", context, status=422 if errors else 200)


def _drawn(request: Request, found: Journey, there: Drawing | None, asked: Asked) -> dict[str, Any]:
    drawn = map_of(there) if there else None
    waiting = there is not None and there.due
    told: dict[str, Any] = {"waiting": waiting, "drawing": there, "map": None, "steps": len(STEPS)}
    if there is not None:
        told["step"] = STEPS[min(there.step, len(STEPS) - 1)]
        told["outdated"] = is_outdated(there, found) and drawn is not None
        told["nothing"] = not waiting and drawn is None and not there.problem
        told["heard"] = listed().exists() if told["nothing"] else True
    if drawn is not None:
        definition = definition_of(found)
        points = [point for stage in found.stages.all() for point in stage.touchpoints.all()]
        owners = {point.pk: (str(point.owner or ""), point.owner_id, point.note) for point in points}
        names = {point.pk: point.name for point in points}
        told["map"] = shown(definition, _only(drawn, names), _href(found.pk, asked), owners)
        told["figures"] = drawn
        told["whose"] = _whose(asked)
        told["colleagues"] = [("", "Nobody yet"), *((str(pk), name) for pk, name in colleagues_at_work())]
    return told


def _href(pk: int, asked: Asked) -> Callable[[str], str]:
    address, query = reverse("journeys:people", args=[pk]), _query(asked)
    return lambda mark: f"{address}?{query}&{urlencode({'mark': mark})}"


@require_safe
@page("numbers.see")
def people(request: Request, pk: int) -> HttpResponse:
    """The customers behind a mark of a map."""
    from regulars.understand.journeys.behind import UnknownMark  # noqa: PLC0415 -- loads the engine's libraries

    found = journey_or_404(pk)
    mark, after = request.GET.get("mark", ""), request.GET.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        return HttpResponseBadRequest(f"after: {after!r} is not a position of this list")
    try:
        asked = read(request.GET.dict())
    except Refused as refused:
        raise Http404(str(refused)) from refused
    there = drawing(pk, asked)
    title = _titled(found, mark)
    if there is None or map_of(there) is None or not title:
        raise Http404("There is no such map, or nothing like this on it.")
    try:
        behind = people_behind(there, found, mark, after=int(after), limit=PAGE)
    except UnknownMark as error:
        raise Http404(str(error)) from error
    address, query = reverse("journeys:people", args=[pk]), _query(asked, mark=mark)
    context = {
        "journey": found,
        "back": f"{reverse('journeys:one', args=[pk])}?{_query(asked)}",
        "title": title,
        "rows": rows(by_ids(behind.customer_ids), insights_of(behind.customer_ids), moments.now()),
        "next": f"{address}?{query}&after={behind.next}" if behind.next else "",
    }
    more = partial(request) and after != "0"
    return render(request, "understand/more_people.html" if more else "journeys/people.html", context)


_TITLES = {
    "met": "Came to “{0}”",
    "left": "Went no further than “{0}”",
    "late": "Waited too long at “{0}”",
    "complained": "Complained after “{0}”",
    "unhappy": "Gave a bad mark for “{0}”",
    "way": "Went from “{0}” to “{1}”",
}


def _titled(found: Journey, mark: str) -> str:
    """What the people behind a mark did; empty where the journey has no such thing."""
    names = {str(point.pk): point.name for stage in found.stages.all() for point in stage.touchpoints.all()}
    kind, _, of = mark.partition(":")
    told = [names.get(key, "") for key in of.replace(":", ".").split(".")]
    if not all(told):
        return ""
    if kind == "path":
        return f"Began with {', then '.join(f'“{name}”' for name in told)}"
    return _TITLES[kind].format(*told) if kind in _TITLES and len(told) == (2 if kind == "way" else 1) else ""


@require_safe
@page("numbers.see")
def compare(request: Request, pk: int) -> HttpResponse:
    """Two maps side by side: this one beside the time before it, or beside another group of people."""
    found = journey_or_404(pk)
    errors: dict[str, str] = {}
    against = request.GET.get("against", "before")
    first: Drawing | None
    second: Drawing | None
    try:
        asked = read(request.GET.dict())
        other = (
            asked.before()
            if against == "before"
            else read({**request.GET.dict(), "group": against.removeprefix("of:")})
        )
        first, second = ask(pk, asked), ask(pk, other)
    except Refused as refused:
        errors, asked = refused.errors, Asked()
        other = asked.before()
        first, second = drawing(pk, asked), drawing(pk, other)
    here, there = (map_of(each) if each else None for each in (first, second))
    context = _form(asked, errors) | {
        "journey": found,
        "query": _query(asked),
        "against": against,
        "others": [
            ("before", "The time before"),
            ("of:", "Everybody"),
            *((f"of:{value}", name) for value, name in groups()),
        ],
        "waiting": any(each is not None and each.due and each.drawn_at is None for each in (first, second)),
        "ready": here is not None and there is not None,
    }
    if here is not None and there is not None:
        definition = definition_of(found)
        names = {point.key: point.name for point in definition.touchpoints}
        one_said, other_said = _sides(asked, other, here, there)
        kept = [each for each in differences(definition, _only(here, names), _only(there, names)) if each.beyond_chance]
        context |= {
            "first": one_said, "second": other_said, "here": here, "there": there,
            "differences": [
                (*said.difference(each, names), each.worse, _href(pk, asked)(_mark(each)))
                for each in kept[:40]
            ],
            "judged": any(each.worse is not None for each in kept[:40]),
        }  # fmt: skip
    return render(request, "journeys/compare.html", context, status=422 if errors else 200)


def _sides(asked: Asked, other: Asked, here: Map, there: Map) -> tuple[str, str]:
    if asked.group != other.group:
        return _whose(asked).capitalize(), _whose(other)
    return (
        f"{here.window.start:%b %Y} to {here.window.last:%b %Y}",
        f"{there.window.start:%b %Y} to {there.window.last:%b %Y}",
    )


def _mark(each: Any) -> str:
    kinds = {"reached": "met", "left": "left", "complained": "complained", "bad": "unhappy", "late": "late"}
    return f"way:{each.key}:{each.after}" if each.kind == "way" else f"{kinds[each.kind]}:{each.key}"
