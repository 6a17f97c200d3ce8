"""Making and using one-time links."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from regulars.access.links.models import OneTimeLink
from regulars.kit import moments
from regulars.kit.tokens import new_token, token_hash

if TYPE_CHECKING:
    from regulars.access.users.models import User

LIFETIME = {
    OneTimeLink.Purpose.SETUP: timedelta(hours=24),
    OneTimeLink.Purpose.INVITE: timedelta(days=7),
    OneTimeLink.Purpose.ENTER: timedelta(hours=1),
}


class LinkRefused(ValueError):
    """The link is unknown, used, or too old; the text says what to do."""


def make_link(
    purpose: OneTimeLink.Purpose,
    *,
    email: str = "",
    role: str = "",
    team_ids: Collection[int] = (),
    user: User | None = None,
) -> str:
    """Keep a link's hash and return its token, which cannot be read again."""
    token = new_token()
    OneTimeLink.objects.create(
        purpose=purpose,
        token_hash=token_hash(token),
        email=email,
        role=role,
        team_ids=list(team_ids),
        user=user,
        expires_at=moments.now() + LIFETIME[purpose],
    )
    return token


def find_link(purpose: OneTimeLink.Purpose, token: str) -> OneTimeLink:
    """The still usable link behind `token`; raises LinkRefused."""
    link = OneTimeLink.objects.filter(purpose=purpose, token_hash=token_hash(token)).select_related("user").first()
    if link is None or link.used_at is not None or link.expires_at < moments.now():
        raise LinkRefused("This link was used already or is too old. Ask for a new one.")
    return link


def use_link(purpose: OneTimeLink.Purpose, token: str) -> OneTimeLink:
    """Claim the link: of two who come at once, one gets it. Raises LinkRefused."""
    with transaction.atomic():
        link = find_link(purpose, token)
        if not OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=moments.now()):
            raise LinkRefused("This link was used already. Ask for a new one.")
    return link
