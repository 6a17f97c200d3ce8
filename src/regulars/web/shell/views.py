"""Where one begins, and the palette."""

from __future__ import annotations

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


def _matches(place: Place, typed: str) -> bool:
    said = fold(f"{place.name} {place.stage} {place.words}")
    return all(any(word.startswith(part) for word in said.split()) for part in typed.split())


@require_safe
@page()
def palette(request: Request) -> HttpResponse:
    """What the palette finds: places and things to do by their words, people by name, address, phone or id."""
    asked = request.GET.get("q", "").strip()
    typed = fold(asked)
    may = request.user.may
    doors = [p for p in (*PLACES, *APART, *ACTIONS) if (not p.permission or may(p.permission)) and _matches(p, typed)]
    people = search(asked, limit=PEOPLE_SHOWN) if typed and may("customers.see") else []
    return render(request, "shell/palette.html", {"doors": doors, "people": people, "asked": asked})
