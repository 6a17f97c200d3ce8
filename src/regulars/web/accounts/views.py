"""The doors: the login page, and those that open once: the setup link, an invitation, a login link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from regulars.access.links.actions import LinkRefused, find_link, use_link
from regulars.access.links.models import OneTimeLink
from regulars.access.permissions import Role
from regulars.access.users.actions import accept_invitation, make_first_owner
from regulars.access.users.models import User
from regulars.access.users.queries import lacks_second_factor
from regulars.kit.refused import Refused
from regulars.web.accounts.coming_in import let_in
from regulars.web.requests import Request, page

Purpose = OneTimeLink.Purpose
GET_AND_POST = ["GET", "HEAD", "POST"]


class Login(LoginView):  # type: ignore[misc] # allauth carries no types
    """E-mail and password, a passkey, or the company's own login."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows."""
        told: dict[str, Any] = super().get_context_data(**kwargs)
        company_login = settings.REGULARS_OIDC_NAME if settings.REGULARS_OIDC_ISSUER else ""
        return told | {"company_login": company_login, "next_page": self.request.GET.get("next", "")}


@require_safe
@page()
def second_factor(request: Request) -> HttpResponse:
    """Where setting up a second factor begins and ends: the settings, or for whoever must first have one a page apart."""
    if lacks_second_factor(request.user):
        return render(request, "mfa/needed.html", {"role": Role(request.user.role).label})
    return HttpResponseRedirect(reverse("settings:login"))


def _let_in(request: HttpRequest, user: User, how: str) -> HttpResponse:
    let_in(request, user, how)
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


def _refused(request: HttpRequest, reason: object) -> HttpResponse:
    return render(request, "accounts/refused.html", {"reason": reason}, status=410)


def _form(request: HttpRequest, template: str, errors: Mapping[str, str], **context: Any) -> HttpResponse:
    values = {name: request.POST.get(name, "") for name in ("name", "email")}
    shown = {"errors": errors, "values": values, **context}
    return render(request, template, shown, status=422 if errors else 200)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_AND_POST)
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator."""
    try:
        if request.method != "POST":
            find_link(Purpose.SETUP, token)
            return _form(request, "accounts/setup.html", {})
        sent = {name: request.POST.get(name, "") for name in ("email", "name", "password")}
        return _let_in(request, make_first_owner(token, **sent), "the setup link")
    except LinkRefused as refused:
        return _refused(request, refused)
    except Refused as refused:
        return _form(request, "accounts/setup.html", refused.errors)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_AND_POST)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation."""
    try:
        link = find_link(Purpose.INVITE, token)
    except LinkRefused as refused:
        return _refused(request, refused)
    who = {"email": link.email, "role": Role(link.role).label, "company": settings.REGULARS_COMPANY}
    if request.method != "POST":
        return _form(request, "accounts/join.html", {}, **who)
    try:
        sent = {name: request.POST.get(name, "") for name in ("name", "password")}
        return _let_in(request, accept_invitation(token, **sent), "an invitation")
    except LinkRefused as refused:
        return _refused(request, refused)
    except Refused as refused:
        return _form(request, "accounts/join.html", refused.errors, **who)


@never_cache
@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Log in by a link of the terminal, once."""
    try:
        user = use_link(Purpose.ENTER, token).user
    except LinkRefused as refused:
        return _refused(request, refused)
    if user is None or not user.is_active:
        return _refused(request, "The account of this link has no access any more.")
    return _let_in(request, user, "a link of the terminal")
