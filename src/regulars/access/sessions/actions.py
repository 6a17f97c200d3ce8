"""Ending logins."""

from __future__ import annotations

from django.db import transaction

from regulars.access.acting import current
from regulars.access.sessions.models import UserSession
from regulars.access.sessions.queries import handle_of, may_handle
from regulars.access.sessions.store import SessionStore
from regulars.kit import moments
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record


def end_sessions(user_id: int, *, only: str = "", keep: str = "", why: str = "") -> int:
    """End logins of a colleague at once: all, or the one with the handle `only`; never the one with the key `keep`.

    One's own, or with the permission to manage people. Returns how many ended.
    """
    may_handle(user_id)
    return drop_sessions(user_id, actor=current().actor, only=only, keep=keep, why=why)


def drop_sessions(user_id: int, *, actor: str, only: str = "", keep: str = "", why: str = "") -> int:
    """The same for callers that have asked for their own permission: access that ends, a password that was reset."""
    with transaction.atomic():
        keys = [
            key
            for key in UserSession.objects.filter(user_id=user_id).values_list("session_key", flat=True)
            if key != keep and (not only or handle_of(key) == only)
        ]
        if not keys:
            return 0
        said = "one login ended" if len(keys) == 1 else f"{len(keys)} logins ended"
        record(
            Entry(
                name="login.changed",
                occurred_at=moments.now(),
                source="house",
                source_id=new_token(),
                payload=Change(changes={}, note=f"{said}{f' ({why})' if why else ''} for colleague {user_id}"),
                direction="",
                actor=actor,
            )
        )
        _forget(keys)
        # Once more when the rows are gone for everybody: a page in between may have read one again and remembered it.
        transaction.on_commit(lambda: _forget(keys))
    return len(keys)


def _forget(keys: list[str]) -> None:
    for key in keys:
        SessionStore().delete(key)
