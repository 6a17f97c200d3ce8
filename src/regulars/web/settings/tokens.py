"""API tokens of one's own: made, shown once, revoked."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from regulars.access.permissions import PERMISSIONS
from regulars.access.tokens.actions import make_token, revoke_token
from regulars.access.tokens.models import Token
from regulars.access.tokens.queries import my_tokens
from regulars.kit.refused import Refused
from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs

DAYS = [("90", "90 days"), ("365", "a year"), ("", "never")]


def _shown(request: Request, *, errors: Mapping[str, str] | None = None, secret: str = "") -> HttpResponse:
    host = request.build_absolute_uri("/").rstrip("/")
    chosen = () if secret else request.POST.getlist("scopes")
    context = {
        "tabs": tabs(request.user, "settings:tokens"),
        "tokens": my_tokens(),
        "others": request.user.may("people.manage"),
        "scopes": [(name, told, name in chosen) for name, told in PERMISSIONS.items() if request.user.may(name)],
        "days": DAYS,
        "errors": errors or {},
        "values": {} if secret else {"name": request.POST.get("name", ""), "days": request.POST.get("days", "90")},
        "secret": secret,
        "example": f"curl {host}/api/customers -H 'Authorization: Bearer {secret or 'YOUR_TOKEN'}'",
    }
    return render(request, "settings/tokens.html", context, status=422 if errors else 200)


def _days(told: str) -> int | None:
    try:
        return int(told) if told else None
    except ValueError as error:
        raise Refused({"days": "Choose one of the durations."}) from error


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@page("tokens.make")
def tokens(request: Request) -> HttpResponse:
    """One's own tokens (all for those who manage people); a POST makes one, whose secret is shown this once."""
    if request.method != "POST":
        return _shown(request)
    sent = request.POST
    try:
        _, secret = make_token(
            sent.get("name", ""), sent.getlist("scopes"), _days(sent.get("days", "")), actor=request.user.actor
        )
    except Refused as refused:
        return _shown(request, errors=refused.errors)
    return _shown(request, secret=secret)


@require_POST
@page("tokens.make")
def revoke(request: Request, pk: int) -> HttpResponse:
    """End a token."""
    try:
        token = revoke_token(pk, actor=request.user.actor)
    except Token.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, f"The token {token.name} is revoked.")
    return HttpResponseRedirect(reverse("settings:tokens"))
