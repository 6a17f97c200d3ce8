"""Customers to choose from while somebody types whom they mean."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from regulars.know.search.queries import search_customers
from regulars.web.requests import Request, page

_MOST = 8


@require_safe
@page("customers.see")
def options(request: Request) -> HttpResponse:
    """Those found by whatever the input sent, under its own name or another, as options of its list."""
    typed = next((text for value in request.GET.values() if (text := str(value).strip())), "")
    found = search_customers(typed, limit=_MOST) if typed else []
    return render(request, "customers/options.html", {"customers": found})
