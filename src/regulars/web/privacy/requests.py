"""Requests of persons: the list with deadlines, a new one, and carrying one out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regulars.access.users.queries import names_of
from regulars.kit import moments
from regulars.kit.position import BadPosition
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import root_of
from regulars.know.requests import actions
from regulars.know.requests.access_file import path_of
from regulars.know.requests.deadlines import SOON
from regulars.know.requests.finding import preview_erasure, word_for
from regulars.know.requests.models import PrivacyRequest
from regulars.know.requests.queries import closed_requests, one_request, open_requests
from regulars.timeline.audit import note_look
from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs

NEEDS = "privacy.manage"
Kind, State = PrivacyRequest.Kind, PrivacyRequest.State


def _due(request: PrivacyRequest, today: date) -> tuple[str, str]:
    """How much time is left, in words, and the tone of it."""
    if request.state == State.CLEANING:
        return "copies are being cleaned", "cool"
    days = (request.due_on - today).days
    if days < 0:
        return f"{-days} day{'' if days == -1 else 's'} late", "bad"
    said = "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} left"
    return said, "watch" if days <= SOON else ""


def _today() -> date:
    return moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)


@require_safe
@page(NEEDS)
def listed(request: Request) -> HttpResponse:
    """What is open, the most urgent first, and what was answered."""
    try:
        closed = closed_requests(request.GET.get("after") or None)
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    today = _today()
    context = {
        "tabs": tabs(request.user, "privacy:requests"),
        "open": [(each, *_due(each, today)) for each in open_requests()],
        "closed": closed.requests,
        "next": f"{reverse('privacy:requests')}?after={closed.next}" if closed.next else "",
        "later": bool(request.GET.get("after")),
    }
    return render(request, "privacy/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(NEEDS)
def new(request: Request) -> HttpResponse:
    """Take a request of one customer in."""
    sent = request.POST if request.method == "POST" else request.GET
    told = str(sent.get("customer", ""))
    customer = root_of(int(told)) if told.isdigit() else None
    if customer is None:
        raise Http404("There is no customer of this number.")
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        fields = {name: str(sent.get(name, "")) for name in ("how", "verified", "text")}
        try:
            made = actions.receive_request(customer.pk, str(sent.get("kind", "")), **fields, actor=request.user.actor)
        except Refused as refused:
            errors = refused.errors
        else:
            return HttpResponseRedirect(reverse("privacy:one", args=[made.pk]))
    context = {
        "tabs": tabs(request.user, "privacy:requests"), "customer": customer, "kinds": Kind.choices,
        "values": {"kind": sent.get("kind", Kind.ACCESS)} | {n: sent.get(n, "") for n in ("how", "verified", "text")},
        "errors": errors,
    }  # fmt: skip
    return render(request, "privacy/new.html", context, status=422 if errors else 200)


def _shown(request: Request, found: PrivacyRequest, errors: Mapping[str, str] | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "tabs": tabs(request.user, "privacy:requests"),
        "asked": found,
        "due": _due(found, _today()),
        "names": names_of({found.received_by, found.closed_by}),
        "customer": root_of(found.customer_id) if found.who else None,
        "errors": errors or {},
        "typed": request.POST.get("typed", ""),
        "outcome": request.POST.get("outcome", ""),
        "word": word_for(found.who),
        "is_open": found.state == State.OPEN,
        "waits": found.file and path_of(found.file).exists(),
    }
    context["by"] = context["names"].get(found.received_by, found.received_by)
    context["closed_by"] = context["names"].get(found.closed_by, found.closed_by)
    if found.kind == Kind.ERASURE and found.state == State.OPEN:
        try:
            context["preview"] = preview_erasure(found.customer_id)
        except Customer.DoesNotExist:
            context["gone"] = True
    return render(request, "privacy/one.html", context, status=422 if errors else 200)


def _found(pk: int) -> PrivacyRequest:
    found = one_request(pk)
    if found is None:
        raise Http404("There is no request of this number.")
    return found


@require_safe
@page(NEEDS)
def one(request: Request, pk: int) -> HttpResponse:
    """One request: what was asked, by when, and what can be done."""
    return _shown(request, _found(pk))


def _act(request: Request, pk: int, act: Callable[[], PrivacyRequest], said: str) -> HttpResponse:
    found = _found(pk)
    try:
        act()
    except Refused as refused:
        return _shown(request, found, refused.errors)
    except Customer.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, said)
    return HttpResponseRedirect(reverse("privacy:one", args=[pk]))


@require_POST
@page(NEEDS)
def access(request: Request, pk: int) -> HttpResponse:
    """Write the file of everything."""
    return _act(request, pk, lambda: actions.give_access(pk, actor=request.user.actor), "The file is ready.")


@require_safe
@page(NEEDS)
def file(request: Request, pk: int) -> HttpResponseBase:
    """Fetch it."""
    found = _found(pk)
    path = path_of(found.file) if found.file else None
    if path is None or not path.exists():
        raise Http404("The file is gone; it waits for 30 days.")
    note_look("customers.exported", request.user.actor, customer_id=found.customer_id, about="access file")
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"request-{pk}.zip", content_type="application/zip"
    )


@require_POST
@page(NEEDS)
def erase(request: Request, pk: int) -> HttpResponse:
    """Erase the person, once their name was typed."""
    typed = str(request.POST.get("typed", ""))
    said = "Erased. Copies for the numbers are cleaned in the background; the request closes then."
    return _act(request, pk, lambda: actions.carry_out_erasure(pk, typed, actor=request.user.actor), said)


@require_POST
@page(NEEDS)
def settle(request: Request, pk: int) -> HttpResponse:
    """Close a correction or an objection."""
    outcome = str(request.POST.get("outcome", ""))
    return _act(request, pk, lambda: actions.settle_request(pk, outcome, actor=request.user.actor), "Closed.")


@require_POST
@page(NEEDS)
def refuse(request: Request, pk: int) -> HttpResponse:
    """Close a request without doing it."""
    reason = str(request.POST.get("outcome", ""))
    said = "Refused. Tell the person why, and that they may complain to the authority."
    return _act(request, pk, lambda: actions.refuse_request(pk, reason, actor=request.user.actor), said)
