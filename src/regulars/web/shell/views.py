"""Where one begins, and the palette."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from regulars.kit.folding import fold
from regulars.know.search.queries import search
from regulars.web.requests import Request, page
from regulars.web.shell.places import ACTIONS, APART, PLACES, Place

PEOPLE_SHOWN = 8


@require_safe
@page()
def start(request: Request) -> HttpResponse:
    """The first place this person may see."""
    first = next((p for p in PLACES if request.user.may(p.permission)), APART[0])
    return HttpResponseRedirect(reverse(first.url))


@cache
def _words(place: Place) -> tuple[str, ...]:
    return tuple(fold(f"{place.name} {place.stage} {place.words}").split())


def _matches(place: Place, typed: Sequence[str]) -> bool:
    words = _words(place)
    return all(any(word.startswith(part) for word in words) for part in typed)


@require_safe
@page()
def palette(request: Request) -> HttpResponse:
    """What the palette finds: places and things to do by their words, people by name, address, phone or id."""
    asked = request.GET.get("q", "").strip()
    typed = fold(asked).split()
    may = request.user.may
    doors = [p for p in (*PLACES, *APART, *ACTIONS) if (not p.permission or may(p.permission)) and _matches(p, typed)]
    people = search(asked, limit=PEOPLE_SHOWN) if typed and may("customers.see") else []
    return render(request, "shell/palette.html", {"doors": doors, "people": people, "asked": asked})
