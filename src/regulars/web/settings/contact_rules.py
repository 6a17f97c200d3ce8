"""When and how often people are contacted, and who must not be at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from regulars.access.acting import current
from regulars.kit.position import BadPosition
from regulars.kit.refused import Refused
from regulars.know.consents.actions.purposes import (
    add_frequency_cap,
    add_quiet_hours,
    remove_frequency_cap,
    remove_quiet_hours,
)
from regulars.know.consents.actions.suppressing import BY_HAND, lift, suppress_address
from regulars.know.consents.models import Channel, FrequencyCap, QuietHours, Suppression
from regulars.know.consents.queries import frequency_caps, purposes, quiet_hours, suppressions
from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _days(weekdays: list[int]) -> str:
    if len(weekdays) == 7:
        return "every day"
    if weekdays == list(range(weekdays[0], weekdays[-1] + 1)) and len(weekdays) > 2:
        return f"{DAYS[weekdays[0]]} to {DAYS[weekdays[-1]]}"
    return ", ".join(DAYS[day] for day in weekdays)


def _quiet(row: QuietHours) -> str:
    if row.starts == row.ends:
        return f"{_days(row.weekdays)}, from {row.starts:%H:%M} for a whole day"
    return f"{_days(row.weekdays)}, {row.starts:%H:%M} to {row.ends:%H:%M}"


def _cap(cap: FrequencyCap) -> str:
    times = "once" if cap.most == 1 else f"{cap.most} times"
    days = "a day" if cap.days == 1 else f"{cap.days} days"
    what = [cap.purpose.name] if cap.purpose else []
    what += [cap.get_channel_display().lower()] if cap.channel else []
    said = ", ".join(what) or "everything together"
    return f"{said[0].upper()}{said[1:]}: at most {times} in {days}"


def _whom(row: Suppression) -> str:
    kind, _, address = row.key.partition(":")
    if address:
        return "an address you may not see" if kind in current().hidden else address
    return "an erased person's address" if row.key_hash else str(row.customer)


def _shown(request: Request, errors: Mapping[str, str], form: str = "") -> HttpResponse:
    found = suppressions(after=request.GET.get("after"), text=request.GET.get("q", ""))
    context = {
        "tabs": tabs(request.user, "settings:contact_rules"),
        "quiet": [(row, _quiet(row)) for row in quiet_hours()],
        "caps": [(cap, _cap(cap)) for cap in frequency_caps()],
        "stops": [(row, _whom(row)) for row in found.rows],
        "further": found.next,
        "asked": request.GET.get("q", ""),
        "channels": Channel.choices,
        "any_channel": [("", "All channels together"), *Channel.choices],
        "every_channel": [("", "Every channel"), *Channel.choices],
        "any_purpose": [("", "All purposes together"), *((each.key, each.name) for each in purposes())],
        "kinds": [(kind.value, kind.label) for kind in BY_HAND],
        "days": [
            (str(number), name, str(number) in request.POST.getlist("weekdays")) for number, name in enumerate(DAYS)
        ],
        "errors": {form: errors},
        "values": {form: request.POST.dict()} if errors else {},
    }
    return render(request, "settings/contact_rules.html", context, status=422 if errors else 200)


@require_safe
@page("purposes.manage")
def contact_rules(request: Request) -> HttpResponse:
    """Quiet hours, caps, and the list of those who must not be contacted."""
    try:
        return _shown(request, {})
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))


def _done(request: Request, form: str, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        return _shown(request, refused.errors, form)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, said)
    return HttpResponseRedirect(reverse("settings:contact_rules"))


@require_POST
@page("purposes.manage")
def quiet(request: Request) -> HttpResponse:
    """Further quiet hours."""
    sent = request.POST
    days = [int(day) for day in sent.getlist("weekdays") if day.isdigit()]
    told = (sent.get("channel", ""), days, sent.get("starts", ""), sent.get("ends", ""))
    return _done(request, "quiet", lambda: add_quiet_hours(*told, actor=request.user.actor), "Kept. It counts at once.")


@require_POST
@page("purposes.manage")
def end_quiet(request: Request, pk: int) -> HttpResponse:
    """Quiet hours that are none any more."""
    return _done(request, "quiet", lambda: remove_quiet_hours(pk, actor=request.user.actor), "Removed.")


@require_POST
@page("purposes.manage")
def cap(request: Request) -> HttpResponse:
    """A further cap."""
    told = [request.POST.get(name, "") for name in ("purpose", "channel", "most", "days")]
    return _done(request, "cap", lambda: add_frequency_cap(*told, actor=request.user.actor), "Kept. It counts at once.")


@require_POST
@page("purposes.manage")
def end_cap(request: Request, pk: int) -> HttpResponse:
    """A cap less."""
    return _done(request, "cap", lambda: remove_frequency_cap(pk, actor=request.user.actor), "Removed.")


@require_POST
@page("purposes.manage")
def stop(request: Request) -> HttpResponse:
    """An address that must not be used."""
    sent = request.POST
    told = (sent.get("address", ""), sent.get("kind", ""))
    return _done(
        request,
        "stop",
        lambda: suppress_address(
            *told, channel=sent.get("channel", ""), reason=sent.get("reason", ""), actor=request.user.actor
        ),
        "Nobody is contacted there any more.",
    )


@require_POST
@page("purposes.manage")
def end_stop(request: Request, pk: int) -> HttpResponse:
    """An address, or a customer, that may be used again as far as they agreed."""
    return _done(
        request, "stop", lambda: lift(pk, actor=request.user.actor), "Lifted. What they agreed to counts again."
    )
