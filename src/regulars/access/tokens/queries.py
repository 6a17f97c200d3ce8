"""Reading tokens: those of somebody, and whom a secret lets act."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from regulars.access.acting import NOBODY, Acting, require
from regulars.access.tokens.models import Token
from regulars.access.users.queries import acting_of
from regulars.kit import moments
from regulars.kit.tokens import token_hash

# When a token was last used is shown to the minute; more often it is not written.
_NOTED_EVERY = timedelta(minutes=1)


def my_tokens() -> list[Token]:
    """The tokens of whoever acts, newest first; all of them for those who manage people."""
    who = require("tokens.make")
    rows = Token.objects.select_related("user").order_by("revoked_at", "-pk")
    return list(rows if who.may("people.manage") else rows.filter(user_id=who.user_id or 0))


def acting_by(secret: str) -> Acting | None:
    """Who acts when this secret is shown; None for one that is unknown, revoked, expired or of somebody who left."""
    token = Token.objects.select_related("user").filter(token_hash=token_hash(secret), revoked_at=None).first()
    now = moments.now()
    if token is None or (token.expires_at is not None and token.expires_at <= now) or not token.user.is_active:
        return None
    if token.last_used_at is None or now - token.last_used_at >= _NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    whole = acting_of(token.user)
    if whole is NOBODY:
        return None
    return replace(whole, actor=token.actor, permissions=whole.permissions & frozenset(token.scopes))
