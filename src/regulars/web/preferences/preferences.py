"""The preference centre: what a customer agreed to, on one page, changed by ticking boxes. Works without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.consents.actions.choosing import Choice, choices_of, choose, choose_nothing, unsubscribe
from regulars.know.consents.links import customer_of
from regulars.know.consents.models import Basis, Purpose, Standing
from regulars.web.preferences.visiting import masked, own_page, proof

_SAVED = {
    "kept": "Saved. It counts from now on.",
    "same": "Nothing was changed.",
    "nothing": "Done. We stop all of it now.",
}


@dataclass(frozen=True, slots=True)
class Box:
    """One tick box as it is shown."""

    value: str
    label: str
    on: bool
    since: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One purpose with its boxes."""

    purpose: Purpose
    boxes: Sequence[Box]

    @property
    def needed(self) -> bool:
        """Whether it comes with what they order of us."""
        return self.purpose.basis == Basis.CONTRACT


def _box(choice: Choice) -> Box:
    cell, line = choice.cell, choice.cell.line
    since = ""
    if line is not None:
        day = f"{line.said_at.astimezone(moments.zone(settings.REGULARS_TIME_ZONE)):%-d %B %Y}"
        said = {
            Standing.GRANTED: f"you agreed on {day} {line.get_how_display()}",
            Standing.PENDING: f"waiting for you to confirm it, by the link in our mail of {day}",
            Standing.EXPIRED: f"you agreed on {day}; that has run out",
            Standing.DENIED: f"you said no on {day}",
            Standing.WITHDRAWN: f"you stopped it on {day}",
        }
        since = said[cell.standing] if cell.standing else ""
    return Box(":".join(choice.place), cell.channel.label, choice.on, since)


def _topics(choices: Sequence[Choice]) -> list[Topic]:
    return [
        Topic(found[0].cell.purpose, [_box(choice) for choice in found])
        for _, group in groupby(choices, key=lambda choice: choice.cell.purpose.pk)
        for found in [list(group)]
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """The page; a POST keeps what was ticked, or takes everything back, and shows it again."""
    error = ""
    if request.method == "POST":
        try:
            done = _keep(request, token)
            return HttpResponseRedirect(f"{reverse('preferences:page', args=[token])}?done={done}")
        except Refused as refused:
            error = " ".join(refused.errors.values())
    customer = customer_of(token)
    context = {
        "company": settings.REGULARS_COMPANY,
        "address": masked(customer.email),
        "topics": _topics(choices_of(customer)),
        "done": _SAVED.get(request.GET.get("done", "")),
        "error": error,
    }
    return render(request, "preferences/preferences.html", context, status=422 if error else 200)


def _keep(request: HttpRequest, token: str) -> str:
    sent, told = request.POST, proof(request)
    if "nothing" in sent:
        choose_nothing(token, evidence=told)
        return "nothing"
    words = {name.removeprefix("words:"): str(sent[name]) for name in sent if name.startswith("words:")}
    changed = choose(
        token, on=_places(sent.getlist("on")), shown=_places(sent.getlist("shown")), words=words, evidence=told
    )
    return "kept" if changed else "same"


def _places(values: Sequence[str]) -> set[tuple[str, str]]:
    return {(purpose, channel) for value in values for purpose, _, channel in [value.partition(":")]}


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def one_click(request: HttpRequest, token: str, purpose: str) -> HttpResponse:
    """The address mail programs call for their own unsubscribe button (RFC 8058). Opened in a browser it leads to the page."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("preferences:page", args=[token]))
    try:
        unsubscribe(token, purpose, evidence=proof(request))
    except Purpose.DoesNotExist as missing:
        raise Http404 from missing
    return HttpResponse("You get no more mails of this.\n", content_type="text/plain")
