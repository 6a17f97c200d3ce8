"""How the likelihood comes about, in plain words and figures; and what the business chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.duplicates.actions import choose
from regulars.know.duplicates.matching.model import Model
from regulars.know.duplicates.matching.training import assumed
from regulars.know.duplicates.matching.wording import strength
from regulars.know.duplicates.models import Choice
from regulars.know.duplicates.queries import choices, last_round, trained
from regulars.web.requests import Request, page


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a comparison: how often it is met, and what that says."""

    words: str
    one: str
    two: str
    times: str
    says: str
    speaks_for: bool
    against: bool


def odds(weight: float) -> str:
    """A weight as odds: `×190`, `÷12`."""
    times = 2 ** abs(weight)
    sign = "×" if weight >= 0 else "÷"
    if times >= 1_000_000:
        return f"{sign} {times / 1_000_000:,.0f} million"
    return f"{sign} {times:,.0f}" if times >= 10 else f"{sign} {times:.1f}"


def share(value: float) -> str:
    """A share in per cent, or as one in so many where it is small."""
    return f"{value * 100:.0f} %" if value >= 0.01 else f"1 in {1 / value:,.0f}"


def steps(model: Model) -> list[tuple[str, list[Step]]]:
    """(title, its steps) of each comparison."""
    told = []
    for comparison in model.comparisons:
        rows = []
        for level in comparison.levels:
            weight = model.weight(comparison.name, level.key)
            one, two = model.m[comparison.name][level.key], model.u[comparison.name][level.key]
            row = Step(level.words, share(one), share(two), odds(weight), strength(weight), weight > 0, level.against)
            rows.append(row)
        told.append((comparison.title, rows))
    return told


def _values(choice: Choice) -> dict[str, Any]:
    said = {"review": f"{choice.review * 100:g}", "automatic": f"{choice.automatic * 100:.6g}"}
    return said | {"merges_alone": choice.merges_alone}


def _read(request: Request) -> tuple[float, float]:
    told = {}
    for name in ("review", "automatic"):
        try:
            told[name] = round(float(request.POST.get(name, "").replace(",", ".").rstrip(" %")) / 100, 8)
        except ValueError as error:
            raise Refused({name: "Write a number, such as 99.99."}) from error
    return told["review"], told["automatic"]


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.merge")
def how(request: Request) -> HttpResponse:
    """The model of persons, or of companies, step by step; a POST keeps the choices."""
    errors: dict[str, str] = {}
    values = _values(choices())
    if request.method == "POST":
        try:
            choose(*_read(request), merges_alone="merges_alone" in request.POST, actor=request.user.actor)
        except Refused as refused:
            errors = dict(refused.errors)
            values = {**request.POST.dict(), "merges_alone": "merges_alone" in request.POST}
        else:
            messages.success(request, "Kept. The next search goes by it.")
            return HttpResponseRedirect(reverse("duplicates:how"))
    kind = "company" if request.GET.get("kind") == "company" else "person"
    kept = trained(kind)
    model = Model.from_json(kept.model) if kept else assumed(kind, 1_000)
    context = {
        "tabs": [
            (
                f"{reverse('duplicates:how')}?kind={value}",
                f"{text}s" if value == "person" else "Companies",
                value == kind,
            )
            for value, text in Customer.Kind.choices
        ],
        "kept": kept,
        "expected": round(kept.expected) if kept else 0,
        "steps": steps(model) if kept else [],
        "titles": [comparison.title for comparison in model.comparisons],
        "prior": share(model.prior),
        "last": last_round(kind),
        "values": values,
        "errors": errors,
    }
    return render(request, "duplicates/how.html", context, status=422 if errors else 200)
