"""Making teams, renaming and ending them, and saying who is in which."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from regulars.access.acting import require
from regulars.access.users.models import Team, User
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record


def create_team(name: str, *, actor: str) -> Team:
    """A new team. Raises Refused."""
    require("people.manage")
    told = _name(name)
    with transaction.atomic():
        team = Team.objects.create(name=told)
        _record({"name": ["", told]}, told, actor)
    return team


def rename_team(team_id: int, name: str, *, actor: str) -> Team:
    """Another name for a team. Raises Refused, and Team.DoesNotExist."""
    require("people.manage")
    with transaction.atomic():
        team = Team.objects.select_for_update().get(pk=team_id)
        told = _name(name, team_id)
        if told != team.name:
            _record({"name": [team.name, told]}, told, actor)
            team.name = told
            team.save(update_fields=["name"])
    return team


def remove_team(team_id: int, *, actor: str) -> None:
    """End a team: its customers have none from then on, its colleagues stay colleagues. Raises Team.DoesNotExist."""
    require("people.manage")
    with transaction.atomic():
        team = Team.objects.select_for_update().get(pk=team_id)
        members = list(team.members.values_list("pk", flat=True))
        _record({"name": [team.name, ""], "members": [members, []]}, team.name, actor)
        team.delete()


def choose_teams(user_id: int, team_ids: Collection[int], *, actor: str) -> None:
    """Put a colleague into exactly these teams. Raises Refused for one that does not exist, and User.DoesNotExist."""
    require("people.manage")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        before = {team.pk: team.name for team in user.teams.all()}
        after = {team.pk: team.name for team in Team.objects.filter(pk__in=team_ids)}
        if missing := set(team_ids) - after.keys():
            raise Refused({"teams": f"There is no team {min(missing)} any more. Load the page again."})
        if before != after:
            user.teams.set(after)
            _record({"teams": [sorted(before.values()), sorted(after.values())]}, str(user), actor)


def _name(name: str, own: int | None = None) -> str:
    told = " ".join(name.split())
    if not told or len(told) > 60:
        raise Refused({"name": "Give the team a name of at most 60 characters."})
    if Team.objects.filter(name__iexact=told).exclude(pk=own or 0).exists():
        raise Refused({"name": f"There is a team {told} already."})
    return told


def _record(changes: dict[str, list[object]], note: str, actor: str) -> None:
    record(
        Entry(
            name="team.changed",
            occurred_at=moments.now(),
            source="house",
            source_id=new_token(),
            payload=Change(changes=changes, note=note),
            direction="",
            actor=actor,
        )
    )
