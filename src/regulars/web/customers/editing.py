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

from regulars.access.acting import current
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import root_of
from regulars.know.fields.actions import add_profile, edit_profile
from regulars.web.customers import own_fields
from regulars.web.requests import Request, page

FIELDS = (
    "kind", "name", "email", "phone", "street", "postcode", "city", "region", "country", "language", "birthday",
)  # fmt: skip
KINDS = list(Customer.Kind.choices)


def read_fields(sent: QueryDict) -> dict[str, Any]:
    """The fields of the form that were sent. Raises Refused for a birthday that is no date."""
    hidden = current().hidden
    fields: dict[str, Any] = {name: str(sent[name]).strip() for name in FIELDS if name in sent and name not in hidden}
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
    # Nothing was sent on the way to the form: it shows what is kept.
    told = own_fields.sent_again(request.POST) if request.method == "POST" else more.pop("told", {})
    own = own_fields.groups(told, errors)
    context = {"values": values, "errors": errors, "kinds": KINDS, "own": own, "hidden": current().hidden, **more}
    return render(request, template, context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.edit")
def new(request: Request) -> HttpResponse:
    """The form for a new customer; a good one leads to their page."""
    if request.method != "POST":
        return _form(request, "customers/new.html", {"kind": request.GET.get("kind", "person")}, {})
    try:
        fields = read_fields(request.POST)
        own = own_fields.read_values(request.POST, fields.get("kind", ""))
        customer = add_profile(fields, own, actor=request.user.actor)
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
        return _form(request, template, _values(customer), {}, customer=customer, told=own_fields.kept(customer.pk))
    try:
        fields = read_fields(request.POST)
        own = own_fields.read_values(request.POST, fields.get("kind", customer.kind))
        edit_profile(customer.pk, fields, own, actor=request.user.actor)
    except Refused as refused:
        return _form(request, template, request.POST, refused.errors, customer=customer)
    if not request.htmx:
        return HttpResponseRedirect(reverse("customers:one", args=[customer.pk]))
    # The name at the top, the line on the timeline: all of the page changed, so all of it is shown anew.
    messages.success(request, "Kept.")
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = reverse("customers:one", args=[customer.pk])
    return answer
