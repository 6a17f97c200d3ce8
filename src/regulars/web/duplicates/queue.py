"""The queue of pairs to be judged, the likeliest first."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from regulars.kit.position import BadPosition
from regulars.know.customers.models import Customer
from regulars.know.duplicates.models import Pair
from regulars.know.duplicates.queries import choices, decided, last_round, pair_of, queue
from regulars.web.duplicates.shown import percent, shown
from regulars.web.requests import Request, page, partial

KINDS = (("", "Everyone"), ("person", "Persons"), ("company", "Companies"))
FROM = (("0.9999", "99.99 %"), ("0.999", "99.9 %"), ("0.99", "99 %"), ("0.95", "95 %"), ("0.9", "90 %"))
STATE_WORDS = {
    Pair.State.MERGED: "Merged",
    Pair.State.DIFFERENT: "Kept apart for good",
    Pair.State.SAME: "Judged the same",
}


def asked_kind(request: Request) -> str:
    """The kind of customers the address asks for; empty for all."""
    told = request.GET.get("kind", "") or request.POST.get("kind", "")
    return told if told in Customer.Kind.values else ""


def _address(**told: str) -> str:
    query = urlencode({name: value for name, value in told.items() if value})
    return reverse("duplicates:queue") + (f"?{query}" if query else "")


def _searched() -> dict[str, Any]:
    rounds = [last for kind in Customer.Kind.values if (last := last_round(kind))]
    newest = max(rounds, key=lambda last: last.began_at, default=None)
    return {"newest": newest, "customers": sum(last.customers for last in rounds)}


@require_safe
@page("customers.merge")
def pairs(request: Request) -> HttpResponse:
    """The page, or only more of the queue when htmx asks for it."""
    kind = asked_kind(request)
    try:
        found = queue(kind=kind, after=request.GET.get("after") or None)
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    context: dict[str, Any] = {
        "pairs": [shown(pair) for pair in found.pairs],
        "next": _address(kind=kind, after=found.next) if found.next else "",
        "may_edit": True,
    }
    if partial(request):
        return render(request, "duplicates/pairs.html", context)
    context |= {
        "kinds": [(_address(kind=value), text, value == kind) for value, text in KINDS],
        "kind": kind,
        "from": FROM,
        "decided": [(shown(pair), STATE_WORDS[Pair.State(pair.state)]) for pair in decided()],
        "searched": _searched(),
        "alone": choices().merges_alone,
        "review": percent(choices().review),
    }
    return render(request, "duplicates/queue.html", context)


@require_safe
@page("customers.merge")
def one(request: Request, pk: int) -> HttpResponse:
    """One pair by itself, open or decided."""
    found = pair_of(pk)
    if found is None:
        raise Http404("There is no such pair.")
    return render(
        request, "duplicates/one.html", {"told": shown(found), "word": STATE_WORDS.get(Pair.State(found.state))}
    )
