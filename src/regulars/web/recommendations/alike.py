"""Customers of much the same taste as one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from regulars.know.customers.queries import parts_of, root_of
from regulars.understand.recommendations.wanting import alike as alike_to
from regulars.web.requests import Request, page
from regulars.web.words import percent


@require_safe
@page("customers.see")
def alike(request: Request, pk: int) -> HttpResponse:
    """Who buys much the same, and what both bought."""
    customer = root_of(pk)
    if customer is None:
        raise Http404("There is no customer of this number.")
    found = [(one, percent(one.likeness)) for one in alike_to(customer, parts_of(customer), limit=20)]
    return render(request, "recommendations/alike.html", {"customer": customer, "alike": found})
