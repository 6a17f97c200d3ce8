"""Making and revoking API tokens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction

from regulars.access.acting import require
from regulars.access.permissions import PERMISSIONS
from regulars.access.tokens.models import Token
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token, token_hash
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record

LONGEST = 3650  # days


def make_token(name: str, scopes: Collection[str], days: int | None, *, actor: str) -> tuple[Token, str]:
    """A token of whoever acts, and its secret, which cannot be read again. Raises Refused.

    `scopes` are permissions, at most those of the colleague; `days` until it expires, None for never.
    """
    who = require("tokens.make")
    told = " ".join(name.split())
    errors = {}
    if not 1 <= len(told) <= 100:
        errors["name"] = "Give it a name of 1 to 100 characters, such as the program that will use it."
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= PERMISSIONS.keys() or not all(who.may(scope) for scope in wanted):
        errors["scopes"] = "Choose at least one of the things you may do yourself."
    if days is not None and not 1 <= days <= LONGEST:
        errors["days"] = f"Give 1 to {LONGEST} days, or none for a token that does not expire."
    if who.user_id is None:
        raise Refused({"name": "Only a colleague who is logged in makes tokens."})
    if errors:
        raise Refused(errors)
    secret, now = new_token("ra_"), moments.now()
    with transaction.atomic():
        token = Token.objects.create(
            user_id=who.user_id,
            name=told,
            scopes=wanted,
            hint=secret[-4:],
            token_hash=token_hash(secret),
            created_at=now,
            expires_at=now + timedelta(days=days) if days else None,
        )
        record(_entry("token.created", token, {"scopes": [[], wanted]}, actor))
    return token, secret


def revoke_token(token_id: int, *, actor: str) -> Token:
    """End a token at once: one's own, or anybody's for those who manage people. Raises Token.DoesNotExist."""
    who = require("tokens.make")
    with transaction.atomic():
        rows = Token.objects.select_for_update()
        token = rows.get(pk=token_id) if who.may("people.manage") else rows.get(pk=token_id, user_id=who.user_id or 0)
        if token.revoked_at is None:
            token.revoked_at = moments.now()
            token.save(update_fields=["revoked_at"])
            record(_entry("token.revoked", token, {}, actor))
    return token


def _entry(name: str, token: Token, changes: dict[str, list[object]], actor: str) -> Entry:
    return Entry(
        name=name,
        occurred_at=moments.now(),
        source="house",
        source_id=new_token(),
        payload=Change(changes=changes, note=token.name),
        direction="",
        actor=actor,
    )
