"""Reading colleagues."""

from __future__ import annotations

from django.core.cache import cache

from regulars.access.acting import NOBODY, Acting, require
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


def acting_of(user: User) -> Acting:
    """What this colleague may do and see. At most two queries, none in the usual case of a role that sees everything."""
    if not user.is_active:
        return NOBODY
    role = Role(user.role)
    rule = None if role == Role.OWNER else role_rules().get(role)
    if rule is None:
        return Acting(user.actor, granted(role), Sees.ALL, frozenset(), user.pk)
    teams = tuple(user.teams.values_list("pk", flat=True)) if rule.sees == Sees.TEAM else ()
    return Acting(user.actor, granted(role), Sees(rule.sees), frozenset(rule.hidden), user.pk, teams)
