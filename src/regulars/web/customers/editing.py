"""Adding a customer, and changing one where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import root_of
from regulars.know.identities.actions import add_customer, edit_customer
from regulars.web.requests import Request, page

FIELDS = (
    "kind", "name", "email", "phone", "street", "postcode", "city", "region", "country", "language", "birthday",
)  # fmt: skip
KINDS = list(Customer.Kind.choices)


def read_fields(sent: QueryDict) -> dict[str, Any]:
    """The fields of the form that were sent. Raises Refused for a birthday that is no date."""
    fields: dict[str, Any] = {name: str(sent[name]).strip() for name in FIELDS if name in sent}
    if "birthday" in fields:
        try:
            fields["birthday"] = date.fromisoformat(fields["birthday"]) if fields["birthday"] else None
        except ValueError as error:
            raise Refused({"birthday": "This is no date. Write year-month-day, like 1984-12-03."}) from error
    return fields


def _values(customer: Customer) -> dict[str, Any]:
    values = {name: getattr(customer, name) for name in FIELDS}
    values["birthday"] = customer.birthday.isoformat() if customer.birthday else ""
    return values


def _form(
    request: Request, template: str, values: Mapping[str, Any], errors: Mapping[str, str], **more: Any
) -> HttpResponse:
    context = {"values": values, "errors": errors, "kinds": KINDS, **more}
    return render(request, template, context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.edit")
def new(request: Request) -> HttpResponse:
    """The form for a new customer; a good one leads to their page."""
    if request.method != "POST":
        return _form(request, "customers/new.html", {"kind": request.GET.get("kind", "person")}, {})
    try:
        customer = add_customer(read_fields(request.POST), actor=request.user.actor)
    except Refused as refused:
        return _form(request, "customers/new.html", request.POST, refused.errors)
    messages.success(request, f"{customer} is kept.")
    return HttpResponseRedirect(reverse("customers:one", args=[customer.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.edit")
def edit(request: Request, pk: int) -> HttpResponse:
    """The form inside the customer's page; without htmx a page of its own."""
    customer = root_of(pk)
    if customer is None:
        raise Http404
    template = "customers/edit.html" if request.htmx else "customers/edit_page.html"
    if request.method != "POST":
        return _form(request, template, _values(customer), {}, customer=customer)
    try:
        edit_customer(customer.pk, read_fields(request.POST), actor=request.user.actor)
    except Refused as refused:
        return _form(request, template, request.POST, refused.errors, customer=customer)
    if not request.htmx:
        return HttpResponseRedirect(reverse("customers:one", args=[customer.pk]))
    # The name at the top, the line on the timeline: all of the page changed, so all of it is shown anew.
    messages.success(request, "Kept.")
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = reverse("customers:one", args=[customer.pk])
    return answer
