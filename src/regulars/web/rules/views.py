"""The builder's own addresses: its controls after a button, and what the rule says so far and whom it fits."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from regulars.know.search.queries import search_customers
from regulars.web.requests import Request, page
from regulars.web.rules.building import Builder


@require_POST
@page("customers.see")
def build(request: Request) -> HttpResponse:
    """The builder after one of its buttons, or after another field or operator was chosen."""
    return render(request, "rules/builder.html", {"builder": Builder.read(request.POST)})


@require_POST
@page("customers.see")
def standing(request: Request) -> HttpResponse:
    """What the rule says so far, in words, and how many it fits."""
    return render(request, "rules/standing.html", {"builder": Builder.read(request.POST)})


@require_safe
@page("customers.see")
def people(request: Request) -> HttpResponse:
    """Customers to choose from, as options: the field that was typed into is the only one sent."""
    typed = next((str(value).strip() for name, value in request.GET.items() if name.startswith("value.")), "")
    found = search_customers(typed, limit=8) if typed and not typed.endswith(")") else []
    return render(request, "customers/people_options.html", {"people": found})
