"""Merging by hand: finding the other one, and both side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import root_of
from regulars.know.identities.blending import TRAIT
from regulars.know.merges.actions import merge
from regulars.know.merges.queries import Preview, preview_merge
from regulars.know.search.queries import search_customers
from regulars.web.requests import Request, page

FOUND = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One field to choose: what is ticked (`winner`, `loser` or `own`), what was typed, what is wrong with it."""

    name: str
    label: str
    winner: str
    loser: str
    picked: str
    typed: str
    typable: bool
    problem: str


@require_safe
@page("customers.merge")
def find(request: Request, pk: int) -> HttpResponse:
    """Whom to merge with: a search, and those it finds."""
    customer = root_of(pk)
    if customer is None:
        raise Http404("There is no customer of this number.")
    asked = request.GET.get("q", "").strip()
    found = [
        one
        for one in (search_customers(asked, limit=FOUND) if asked else [])
        if one.pk != customer.pk and one.kind == customer.kind
    ]
    return render(request, "merges/find.html", {"customer": customer, "asked": asked, "found": found})


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.merge")
def preview(request: Request, pk: int, other: int) -> HttpResponse:
    """Field by field: pick a value of the two or type one; then make them one."""
    try:
        seen = preview_merge(pk, other)
    except Customer.DoesNotExist as missing:
        raise Http404("There is no customer of this number.") from missing
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
        return HttpResponseRedirect(reverse("customers:one", args=[pk]))
    if request.method != "POST":
        return _shown(request, seen, {})
    try:
        made = merge(
            seen.winner.pk, seen.loser.pk, _picked(seen, request.POST), actor=request.user.actor,
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, seen, refused.errors)
    messages.success(request, f"{seen.winner} and {seen.loser} are one customer now. They can be parted at any time.")
    return HttpResponseRedirect(reverse("customers:one", args=[made.winner_id]))


def _picked(seen: Preview, sent: QueryDict) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for choice in seen.fields:
        picked = sent.get(f"pick-{choice.name}", "")
        if picked == "winner":
            values[choice.name] = choice.winner
        elif picked == "loser":
            values[choice.name] = choice.loser
        elif picked == "own" and not choice.name.startswith(TRAIT):
            values[choice.name] = sent.get(f"own-{choice.name}", "").strip()
    return values


def _shown(request: Request, seen: Preview, errors: Mapping[str, str]) -> HttpResponse:
    sent = request.POST
    rows = []
    for choice in seen.fields:
        if not choice.differs:
            continue
        proposed = "winner" if choice.proposed == choice.winner else "loser"
        rows.append(
            Row(
                choice.name, choice.label, _said(choice.winner), _said(choice.loser),
                sent.get(f"pick-{choice.name}", proposed), sent.get(f"own-{choice.name}", ""),
                not choice.name.startswith(TRAIT), errors.get(choice.name, ""),
            )
        )  # fmt: skip
    alike = [(choice.label, _said(choice.winner)) for choice in seen.fields if not choice.differs]
    known = {choice.name for choice in seen.fields}
    problems = [text for name, text in errors.items() if name not in known]
    sides = ((seen.winner, seen.winner_identities), (seen.loser, seen.loser_identities))
    context = {
        "seen": seen, "rows": rows, "alike": alike, "problems": problems, "sides": sides,
        "reason": sent.get("reason", ""), "careful": [*seen.conflicts, *seen.warnings],
    }  # fmt: skip
    return render(request, "merges/preview.html", context, status=422 if errors else 200)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list):
        # What a shop told as a whole, such as an address: its parts, in their order.
        parts = value.values() if isinstance(value, dict) else value
        return ", ".join(said for part in parts if (said := _said(part)))
    return "" if value is None else str(value)
