"""Everything a customer said about what we may use, recording what they say now, and their own link to change it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from regulars.access.acting import current
from regulars.access.users.queries import names_of
from regulars.kit import moments
from regulars.kit.position import BadPosition
from regulars.kit.refused import Refused
from regulars.know.consents.actions.choosing import make_links_void
from regulars.know.consents.actions.recording import HEARD, record_consent
from regulars.know.consents.actions.suppressing import BY_HAND, lift, suppress_customer
from regulars.know.consents.links import preference_token
from regulars.know.consents.models import Channel, ConsentLine, State, Suppression
from regulars.know.consents.queries import cells, history, purposes, suppressions_of
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import parts_of, root_of
from regulars.web.customers.panels.consents import by_purpose, said_stop
from regulars.web.requests import Request, page

_STATES = [(State.GRANTED, "They agreed"), (State.DENIED, "They said no"), (State.WITHDRAWN, "They took it back")]
# Parts of the proof that are somebody's address; not everybody sees those.
_ADDRESSES = {"address": "email", "email": "email", "phone": "phone"}


def _customer(pk: int) -> Customer:
    found = root_of(pk)
    if found is None:
        raise Http404("There is no customer of this number.")
    return found


def _proof(line: ConsentLine) -> list[tuple[str, str]]:
    hidden = current().hidden
    told = [
        (name.replace("_", " "), str(value))
        for name, value in line.evidence.items()
        if value not in ("", None) and _ADDRESSES.get(name) not in hidden
    ]
    if line.expires_at:
        told.append(("until", f"{line.expires_at:%-d %B %Y}"))
    return told


def _shown(request: Request, customer: Customer, *, errors: Mapping[str, str] | None = None) -> HttpResponse:
    parts = parts_of(customer)
    found = history(parts, after=request.GET.get("after"))
    names = names_of({line.actor for line in found.lines})
    values: dict[str, Any] = dict(request.POST.items()) if errors else {"read_out": "yes"}
    offered = purposes()
    context = {
        "customer": customer,
        "purposes": by_purpose(cells(parts)),
        "stops": [(row, said_stop(row)) for row in suppressions_of(customer)],
        "lines": [(line, _who(line, customer, names), _proof(line)) for line in found.lines],
        "further": found.next,
        "may_edit": request.user.may("consents.edit"),
        "errors": _by_box(errors or {}),
        "values": values,
        "places": [
            (f"{purpose.key}:{channel}", f"{purpose.name}, {Channel(channel).label.lower()}")
            for purpose in offered
            for channel in purpose.channels
        ],
        "states": _STATES,
        "hows": [(how.value, how.label) for how in HEARD],
        "kinds": [(kind.value, kind.label) for kind in BY_HAND],
        "channels": [("", "On every channel"), *Channel.choices],
        "today": moments.now().date().isoformat(),
        "link": request.build_absolute_uri(reverse("preferences:page", args=[preference_token(customer.pk)]))
        if request.user.may("consents.edit")
        else "",
    }
    return render(request, "customers/consents.html", context, status=422 if errors else 200)


def _by_box(errors: Mapping[str, str]) -> dict[str, str]:
    """The errors under the names of the form's boxes."""
    boxes = {"purpose": "place", "channel": "place", "said_at": "day"}
    return {boxes.get(name, name): said for name, said in errors.items()}


def _who(line: ConsentLine, customer: Customer, names: Mapping[str, str]) -> str:
    if line.actor.startswith("customer:"):
        return "themselves"
    return names.get(line.actor) or line.actor.replace(":", " ")


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.see")
def consents(request: Request, pk: int) -> HttpResponse:
    """The page; a POST records what the customer said."""
    customer = _customer(pk)
    try:
        if request.method != "POST":
            return _shown(request, customer)
        done = _record(request, customer)
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    except Refused as refused:
        return _shown(request, customer, errors=refused.errors)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("customers:consents", args=[customer.pk]))


def _record(request: Request, customer: Customer) -> str:
    if not request.user.may("consents.edit"):
        raise PermissionDenied("This needs the permission to keep what customers agreed to.")
    sent = request.POST
    purpose, _, channel = sent.get("place", "").partition(":")
    words = sent.get("words", "")
    if sent.get("read_out") and not words.strip():
        words = next((each.meaning for each in purposes() if each.key == purpose), "")
    proof = {"reference": sent["reference"].strip()[:200]} if sent.get("reference", "").strip() else {}
    line = record_consent(
        customer.pk, purpose, channel, sent.get("state", ""), how=sent.get("how", ""), words=words,
        actor=request.user.actor, evidence=proof, said_at=_moment(sent.get("day", "")),
    )  # fmt: skip
    if line is None:
        return "We mail them a link to confirm it. It counts once they do."
    return "That is kept in the ledger."


def _moment(day: str) -> datetime | None:
    """Noon of the day given; now for today. Raises Refused."""
    try:
        told = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise Refused({"day": "This is no date. Write year-month-day, like 2026-03-12."}) from error
    if told is None or told == moments.now().date():
        return None
    return datetime(told.year, told.month, told.day, 12, tzinfo=UTC)


@require_POST
@page("consents.edit")
def suppress(request: Request, pk: int) -> HttpResponse:
    """Keep them from being contacted."""
    customer = _customer(pk)
    sent = request.POST
    try:
        suppress_customer(
            customer.pk, sent.get("kind", ""), channel=sent.get("channel", ""), reason=sent.get("reason", ""),
            actor=request.user.actor,
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, customer, errors=refused.errors)
    messages.success(request, f"{customer} is not contacted any more.")
    return HttpResponseRedirect(reverse("customers:consents", args=[customer.pk]))


@require_POST
@page("consents.edit")
def lift_one(request: Request, pk: int, stop: int) -> HttpResponse:
    """Let them be contacted again, as far as they agreed."""
    customer = _customer(pk)
    try:
        lift(stop, actor=request.user.actor)
    except Suppression.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, "Lifted. What they agreed to counts again.")
    return HttpResponseRedirect(reverse("customers:consents", args=[customer.pk]))


@require_POST
@page("consents.edit")
def void_links(request: Request, pk: int) -> HttpResponse:
    """End every link of theirs to the preference centre."""
    customer = _customer(pk)
    make_links_void(customer.pk, actor=request.user.actor)
    messages.success(request, "Every earlier link of theirs is void. The one here is new.")
    return HttpResponseRedirect(reverse("customers:consents", args=[customer.pk]))
