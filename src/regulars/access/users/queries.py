"""Reading colleagues."""

from __future__ import annotations

from collections.abc import Collection

from django.core.cache import cache

from regulars.access.acting import NOBODY, Acting, require
from regulars.access.links.models import OneTimeLink
from regulars.access.permissions import Role, Sees, granted
from regulars.access.users.models import RoleRule, User


def colleagues() -> list[User]:
    """Everybody with an account, those who may log in first, then by name."""
    require("people.manage")
    rows = User.objects.prefetch_related("teams")
    return list(rows.order_by("-is_active", "name", "email"))


def colleagues_at_work() -> list[tuple[int, str]]:
    """(id, name) of everybody who may log in, by name: for choosing who looks after a customer or is mentioned."""
    return [(user.pk, str(user)) for user in User.objects.filter(is_active=True).order_by("name", "email")]


def names_of(actors: set[str]) -> dict[str, str]:
    """`user:3` -> the name to show, for those of `actors` that are colleagues."""
    ids = [int(actor[5:]) for actor in actors if actor.startswith("user:") and actor[5:].isdigit()]
    return {user.actor: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}


_RULES_KEY = "access.role_rules"
_RULES_KEPT = 60  # seconds, should another process's change be missed


def role_rules() -> dict[str, RoleRule]:
    """What each role sees, for those where it was set. Looked up once in a while; a change is seen at once."""
    kept: dict[str, RoleRule] | None = cache.get(_RULES_KEY)
    if kept is None:
        kept = {rule.role: rule for rule in RoleRule.objects.all()}
        cache.set(_RULES_KEY, kept, _RULES_KEPT)
    return kept


def forget_role_rules() -> None:
    """To be called when one was changed."""
    cache.delete(_RULES_KEY)


def has_second_factor(user_ids: Collection[int]) -> frozenset[int]:
    """Those of the colleagues who log in with more than a password: an authenticator app or a passkey."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 -- needs the apps

    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    rows = Authenticator.objects.filter(user_id__in=user_ids, type__in=kinds)
    return frozenset(rows.values_list("user_id", flat=True))


def needs_second_factor(user: User) -> bool:
    """Whether this colleague's role must log in with more than a password."""
    rule = role_rules().get(user.role)
    return rule is not None and rule.needs_second_factor


def lacks_second_factor(user: User) -> bool:
    """Whether this colleague still has to set one up, and until then does and sees nothing."""
    return needs_second_factor(user) and user.pk not in has_second_factor([user.pk])


def open_invitations() -> list[OneTimeLink]:
    """Invitations nobody used yet, newest first; those that ran out are there until they are tidied away."""
    require("people.manage")
    return list(OneTimeLink.objects.filter(purpose=OneTimeLink.Purpose.INVITE, used_at=None).order_by("-pk"))


def acting_of(user: User) -> Acting:
    """What this colleague may do and see.

    At most three queries, none in the usual case of a role that sees everything and needs no second factor.
    """
    if not user.is_active or lacks_second_factor(user):
        return NOBODY
    role = Role(user.role)
    rule = None if role == Role.OWNER else role_rules().get(role)
    if rule is None:
        return Acting(user.actor, granted(role), Sees.ALL, frozenset(), user.pk)
    teams = tuple(user.teams.values_list("pk", flat=True)) if rule.sees == Sees.TEAM else ()
    return Acting(user.actor, granted(role), Sees(rule.sees), frozenset(rule.hidden), user.pk, teams)
