"""Middleware: while a request is answered, whoever is logged in acts, from where they are."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from regulars.access.acting import NOBODY, acting_as
from regulars.access.users.models import User
from regulars.access.users.queries import acting_of
from regulars.kit.origin import coming_from


def address_of(request: HttpRequest) -> str:
    """The network address of whoever asks."""
    return str(request.META.get("REMOTE_ADDR") or "")


def acting(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Django's middleware protocol. Must come after the one that knows the user."""

    def answered(request: HttpRequest) -> HttpResponse:
        user = request.user
        who = acting_of(user) if isinstance(user, User) else NOBODY
        with acting_as(who), coming_from(address_of(request)):
            return answer(request)

    return answered
