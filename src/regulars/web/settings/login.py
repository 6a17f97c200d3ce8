"""How one logs in: password, authenticator app, passkeys, recovery codes, and where one is logged in right now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from regulars.access.sessions.actions import end_sessions
from regulars.access.sessions.queries import sessions_of
from regulars.access.users.queries import needs_second_factor
from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs

CODES = 10  # as many recovery codes as allauth makes
FEW = 3


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey; `alone` says that it logs in without a password."""

    pk: int
    name: str
    alone: bool
    created_at: datetime
    last_used_at: datetime | None


@dataclass(slots=True)
class Factors:
    """What somebody logs in with beside the password. `codes_left` is None where none were made."""

    app: Any = None
    passkeys: list[Passkey] = field(default_factory=list)
    codes_left: int | None = None

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all."""
        return self.app is not None or bool(self.passkeys)

    @property
    def few_codes(self) -> bool:
        """Whether it is time for new ones."""
        return self.codes_left is not None and self.codes_left < FEW


def factors_of(rows: Iterable[Any]) -> Factors:
    """The second factors in these rows of one person. No secret is opened for it."""
    found = Factors()
    for row in rows:
        if row.type == "totp":
            found.app = row
        elif row.type == "recovery_codes":
            found.codes_left = CODES - int(row.data.get("used_mask", 0)).bit_count()
        else:
            told = row.data.get("credential", {}).get("clientExtensionResults", {}).get("credProps", {})
            name = str(row.data.get("name") or "Passkey")
            found.passkeys.append(Passkey(row.pk, name, bool(told.get("rk")), row.created_at, row.last_used_at))
    return found


@never_cache
@require_safe
@page()
def login(request: Request) -> HttpResponse:
    """The page."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 -- needs the apps
    from allauth.socialaccount.models import SocialAccount  # noqa: PLC0415 -- needs the apps

    user = request.user
    context = {
        "tabs": tabs(user, "settings:login"),
        "factors": factors_of(Authenticator.objects.filter(user_id=user.pk).order_by("pk")),
        "needed": needs_second_factor(user),
        "company_login": settings.REGULARS_OIDC_NAME if settings.REGULARS_OIDC_ISSUER else "",
        "connected": bool(settings.REGULARS_OIDC_ISSUER) and SocialAccount.objects.filter(user_id=user.pk).exists(),
        "sessions": sessions_of(user.pk, here=request.session.session_key or ""),
    }
    return render(request, "settings/login.html", context)


@require_POST
@page()
def end(request: Request) -> HttpResponse:
    """End one login, or all but this one."""
    user, key = request.user, request.session.session_key or ""
    only = request.POST.get("session", "")
    if only:
        ended = end_sessions(user.pk, only=only, keep=key)
        messages.success(request, "That login has ended." if ended else "That login had ended already.")
    else:
        ended = end_sessions(user.pk, keep=key)
        messages.success(request, f"{ended} other login{'' if ended == 1 else 's'} ended. Only this one is left.")
    return HttpResponseRedirect(reverse("settings:login"))
