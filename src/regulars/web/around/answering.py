"""What all changes around a customer answer with: their panel anew, or without htmx the customer's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import parts_of, root_of
from regulars.web.customers.panels.panel import Show
from regulars.web.requests import Request
from regulars.web.sent import or_404


@dataclass(frozen=True, slots=True)
class Undo:
    """What was done, and the address that takes it back."""

    said: str
    address: str


def the_customer(pk: int) -> Customer:
    """The customer, or the one they turned out to be. Raises Http404 where whoever acts does not see them."""
    found = root_of(pk)
    if found is None:
        raise Http404("There is no customer of this number.")
    return found


def changed(
    request: Request,
    customer_pk: int,
    show: Show,
    act: Callable[[], Undo | None],
    values: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Do it and answer with the panel as it is now, with the way back; or with what was refused and what was typed."""
    errors: dict[str, str] = {}
    undo = None
    with or_404():
        try:
            undo = act()
        except Refused as refused:
            errors = refused.errors
    customer = the_customer(customer_pk)
    if not request.htmx:
        if errors:
            messages.error(request, " ".join(errors.values()))
        return HttpResponseRedirect(reverse("customers:one", args=[customer.pk]))
    panel = show(request, customer, parts_of(customer))
    if panel is None:
        return HttpResponse()
    told = panel.context | {"errors": errors, "undo": undo, "values": (values or {}) if errors else {}, "again": True}
    return render(request, panel.template, {"told": told, "customer": customer}, status=422 if errors else 200)
