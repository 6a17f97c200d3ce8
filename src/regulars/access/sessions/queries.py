"""Reading who is logged in where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied

from regulars.access.acting import current
from regulars.access.permissions import PERMISSIONS
from regulars.access.sessions.models import UserSession
from regulars.kit import moments
from regulars.kit.tokens import token_hash


@dataclass(frozen=True, slots=True)
class Session:
    """One login. `handle` names it without opening it: the session's key never leaves the server."""

    handle: str
    here: bool
    device: str
    how: str
    address: str
    began_at: datetime
    seen_at: datetime


def handle_of(session_key: str) -> str:
    """What names a session to people."""
    return token_hash(session_key)[:24]


def may_handle(user_id: int) -> None:
    """Let pass who acts if these are their own sessions or they manage people; raises PermissionDenied."""
    who = current()
    if who.user_id != user_id and not who.may("people.manage"):
        raise PermissionDenied(f"This needs the permission “{PERMISSIONS['people.manage']}”. Ask an owner for it.")


def sessions_of(user_id: int, *, here: str = "") -> list[Session]:
    """The logins of a colleague that last, the one with the key `here` first, then the last used."""
    may_handle(user_id)
    rows = UserSession.objects.filter(user_id=user_id, expire_date__gt=moments.now()).defer("session_data")
    found = [
        Session(
            handle_of(row.session_key), row.session_key == here, device_of(row.agent), row.how, row.address,
            row.began_at, row.seen_at,
        )
        for row in rows.order_by("-seen_at")
    ]  # fmt: skip
    return sorted(found, key=lambda session: not session.here)


def counted(user_ids: Collection[int]) -> dict[int, int]:
    """How many logins of each of these colleagues last."""
    found: dict[int, int] = {}
    for user_id in user_ids:
        may_handle(user_id)
    rows = UserSession.objects.filter(user_id__in=user_ids, expire_date__gt=moments.now())
    for user_id in rows.values_list("user_id", flat=True):
        if user_id is not None:
            found[user_id] = found.get(user_id, 0) + 1
    return found


# The first that is found in what the browser says of itself. Several pretend to be others, so the order matters.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"),
)  # fmt: skip
_DEVICES = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
    ("Mac OS X", "a Mac"), ("Linux", "Linux"),
)  # fmt: skip


def device_of(agent: str) -> str:
    """A browser's name for itself, in words: “Firefox on Windows”."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    device = next((name for mark, name in _DEVICES if mark in agent), "")
    if browser and device:
        return f"{browser} on {device}"
    return browser or (f"A browser on {device}" if device else "An unknown browser")
