"""Letting somebody in, whichever door they took: the session says how, and the audit says so too."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from regulars.access.sessions.coming import note_beginning
from regulars.access.users.models import User
from regulars.kit.origin import address
from regulars.timeline.audit import note_look

_STEPS = {
    ("password", ""): "password",
    ("mfa", "totp"): "authenticator app",
    ("mfa", "recovery_codes"): "recovery code",
    ("mfa", "webauthn"): "passkey",
    ("socialaccount", ""): "company login",
}


def said_of(steps: list[dict[str, Any]]) -> str:
    """“password and authenticator app”: the steps that led in, in words."""
    named = [_STEPS.get((step.get("method", ""), step.get("type", "")), "") for step in steps]
    return " and ".join(dict.fromkeys(name for name in named if name))


def let_in(request: HttpRequest, user: User, how: str) -> None:
    """Begin a session for this colleague."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    note_beginning(request.session, how=how, address=address(), agent=request.headers.get("User-Agent", ""))
    note_look("login.passed", user.actor, about=f"by {how}" if how else "")


def masked(email: str) -> str:
    """Enough of an address to see a pattern in the audit, too little to name somebody: `n…@shop.example`."""
    name, _, domain = email.strip().lower().rpartition("@")
    return f"{name[:1]}…@{domain}" if name and domain else "…"


def note_refused(email: str, why: str, user: User | None = None) -> None:
    """Keep that a login failed. Of an address that is nobody's only a mask is kept: it may be a typed password."""
    who = user or User.objects.filter(email=email.strip().lower()).first()
    note_look(
        "login.failed",
        who.actor if who else "user:0",
        about=f"{who.email if who else masked(email)}: {why}"[:200],
    )
