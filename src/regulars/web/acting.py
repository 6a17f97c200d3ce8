"""Middleware: while a request is answered, whoever is logged in acts, from where they are."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from regulars.access.acting import NOBODY, Acting, acting_as
from regulars.access.sessions.coming import note_use
from regulars.access.tokens.queries import acting_by
from regulars.access.users.models import User
from regulars.access.users.queries import acting_of, lacks_second_factor
from regulars.kit.origin import coming_from

API = "/api/"
# What somebody may open who still has to set up a second factor: that, proving who they are, and leaving.
_OPEN_BEFORE = ("/second-factor/", "/confirm/", "/login/", "/logout/", "/v1/")


def address_of(request: HttpRequest) -> str:
    """The network address of whoever asks; behind a proxy the one that the proxy saw."""
    told = str(request.META.get("HTTP_X_FORWARDED_FOR") or "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return told.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR") or "")


def _shown_by(request: HttpRequest) -> Acting:
    """Who acts by the token a program shows. Never by a cookie: another site's page could make a browser send that."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return (acting_by(secret.strip()) if kind.lower() == "bearer" and secret else None) or NOBODY


def _led(request: HttpRequest) -> HttpResponse:
    """To where a second factor is set up, in the way that whoever asks understands."""
    there = reverse("mfa_index")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)


def _waits(user: object, path: str) -> bool:
    return isinstance(user, User) and not path.startswith(_OPEN_BEFORE) and lacks_second_factor(user)


def acting(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Django's middleware protocol. Must come after the one that knows the user.

    Somebody whose role needs a second factor and who has none is nobody yet, and is led to setting one up.
    """

    def answered(request: HttpRequest) -> HttpResponse:
        address = address_of(request)
        if request.path.startswith(API):
            with acting_as(_shown_by(request)), coming_from(address):
                return answer(request)
        user = request.user
        who = acting_of(user) if isinstance(user, User) else NOBODY
        if isinstance(user, User):
            note_use(request.session, address)
        with acting_as(who), coming_from(address):
            return _led(request) if who is NOBODY and _waits(user, request.path) else answer(request)

    return answered
