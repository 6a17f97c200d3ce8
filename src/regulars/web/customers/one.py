"""One customer: who, how close, what they are worth, and the story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from regulars.access.acting import current
from regulars.kit import moments
from regulars.kit.position import BadPosition
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import by_ids, parts_of, root_of
from regulars.know.identities.queries import identities_of
from regulars.timeline.audit import note_look
from regulars.timeline.describe import describe
from regulars.timeline.names import CHANNELS, NAMES_OF_KIND, Kind
from regulars.timeline.read import of_customers
from regulars.understand.insights.queries import insights_of
from regulars.understand.insights.reasons import reason
from regulars.web.customers.days import days, say
from regulars.web.customers.known_as import known_as
from regulars.web.customers.portrait import portrait, worth
from regulars.web.requests import Request, page, partial

# A screen shows about sixteen; the rest comes as one scrolls. Each line of a large company is a read of its own.
LINES = 20
KINDS = [("", "Everything"), *((kind.value, kind.value.capitalize()) for kind in Kind if kind is not Kind.HOUSE)]
_RELATIONS = {"relation.added", "relation.ended"}
CHANNEL_CHOICES = [("", "Any channel"), *((channel, channel.capitalize()) for channel in CHANNELS)]


def _story(request: Request, customer: Customer, part_ids: Sequence[int]) -> dict[str, Any]:
    """The timeline's context: one page of it, under the filters asked for. Raises BadPosition."""
    kind, channel = request.GET.get("kind", ""), request.GET.get("channel", "")
    names = NAMES_OF_KIND[Kind(kind)] if kind in list(Kind) else ()
    channels = (channel,) if channel in CHANNELS else ()
    found = of_customers(part_ids, after=request.GET.get("after"), limit=LINES, names=names, channels=channels)
    zone = moments.zone(settings.REGULARS_TIME_ZONE)
    # Relations name the other one by number; whoever sees that customer reads the name.
    spoken_of = {line.pk: line.properties.get("other", 0) for line in found.interactions if line.name in _RELATIONS}
    called = {other.pk: str(other) for other in by_ids(list(spoken_of.values()))} if spoken_of else {}
    told = []
    for line in found.interactions:
        sentence = describe(line, current().hidden)
        if name := called.get(spoken_of.get(line.pk, 0)):
            sentence = replace(sentence, strong=name)
        clock = f"{line.occurred_at.astimezone(zone):%H:%M}"
        told.append((line.business_day, say(line.name, sentence, clock)))
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    asked = {name: value for name, value in (("kind", kind), ("channel", channel)) if value}
    further = ""
    if found.next:
        further = urlencode(asked | {"after": found.next, "day": told[-1][0].isoformat()})
    return {
        "customer": customer,
        "days": days(told, today, request.GET.get("day", "")),
        "further": further,
        "kind": kind,
        "channel": channel,
        "kinds": KINDS,
        "channels": CHANNEL_CHOICES,
    }


@require_safe
@page("customers.see")
def customer(request: Request, pk: int) -> HttpResponse:
    """The whole page. An id that turned out to be somebody else leads to them."""
    found = root_of(pk)
    if found is None:
        raise Http404("There is no customer of this number.")
    if found.pk != pk:
        return HttpResponseRedirect(reverse("customers:one", args=[found.pk]))
    part_ids = parts_of(found)
    try:
        context = _story(request, found, part_ids)
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    note_look("customer.seen", request.user.actor, customer_id=found.pk)
    insight = insights_of([found.pk]).get(found.pk)
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    context |= {
        "known_as": known_as(found, identities_of(part_ids)),
        "portrait": portrait(found, insight, today),
        "worth": worth(insight),
        "reason": reason(insight) if insight else "",
        "may_edit": request.user.may("customers.edit"),
        "may_export": request.user.may("customers.export"),
    }
    return render(request, "customers/one.html", context)


@require_safe
@page("customers.see")
def timeline(request: Request, pk: int) -> HttpResponse:
    """The next lines, or those of another filter; asked for without htmx it leads to the whole page."""
    found = root_of(pk)
    if found is None:
        raise Http404("There is no customer of this number.")
    if not partial(request):
        return HttpResponseRedirect(f"{reverse('customers:one', args=[found.pk])}?{request.GET.urlencode()}")
    try:
        context = _story(request, found, parts_of(found))
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    template = "customers/days.html" if request.GET.get("after") else "customers/story.html"
    answer = render(request, template, context)
    if not request.GET.get("after"):
        asked = urlencode({name: context[name] for name in ("kind", "channel") if context[name]})
        answer["HX-Push-Url"] = reverse("customers:one", args=[found.pk]) + (f"?{asked}" if asked else "")
    return answer


@require_safe
@page("customers.see")
def profile(request: Request, pk: int) -> HttpResponse:
    """The card of who they are, as it stands beside the story; brought back when editing is left."""
    found = root_of(pk)
    if found is None:
        raise Http404("There is no customer of this number.")
    context = {
        "customer": found,
        "known_as": known_as(found, identities_of(parts_of(found))),
        "may_edit": request.user.may("customers.edit"),
    }
    return render(request, "customers/profile.html", context)
