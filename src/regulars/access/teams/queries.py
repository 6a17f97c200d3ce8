"""Reading teams."""

from __future__ import annotations

from django.db.models import Prefetch

from regulars.access.users.models import Team, User


def teams() -> list[Team]:
    """Every team by name, with those of its members who may log in. Two queries."""
    members = User.objects.filter(is_active=True).order_by("name", "email")
    return list(Team.objects.order_by("name").prefetch_related(Prefetch("members", members)))


def team_choices() -> list[tuple[str, str]]:
    """(id, name) of every team, for a form's choice."""
    return [(str(pk), name) for pk, name in Team.objects.order_by("name").values_list("pk", "name")]
