"""Letting colleagues in, changing what they may do, ending their access."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from regulars.access.acting import require
from regulars.access.links.actions import find_link, make_link, use_link
from regulars.access.links.models import OneTimeLink
from regulars.access.permissions import Role
from regulars.access.sessions.actions import drop_sessions
from regulars.access.users.models import THEMES, Team, User
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record

Purpose = OneTimeLink.Purpose


def make_first_owner(token: str, *, email: str, name: str, password: str) -> User:
    """Use the setup link to make the first administrator.

    Raises Refused for bad input, which leaves the link usable, and LinkRefused when the link is spent or somebody
    was first.
    """
    return _join(Purpose.SETUP, token, email=email, name=name, password=password, role=Role.OWNER)


def invite_colleague(email: str, role: str, *, team_ids: Collection[int] = (), actor: str) -> str:
    """Make an invitation and return its token, to be handed over once. One of before is replaced. Raises Refused."""
    require("people.manage")
    address = _address(email)
    if role not in Role.values:
        raise Refused({"role": "Choose one of the roles."})
    if User.objects.filter(email=address).exists():
        raise Refused({"email": f"{address} is a colleague here already."})
    teams = list(Team.objects.filter(pk__in=list(team_ids)).order_by("name"))
    if len(teams) != len(set(team_ids)):
        raise Refused({"teams": "One of the teams is not there any more. Choose again."})
    with transaction.atomic():
        OneTimeLink.objects.filter(purpose=Purpose.INVITE, email=address, used_at=None).delete()
        token = make_link(Purpose.INVITE, email=address, role=role, team_ids=[team.pk for team in teams])
        told = {"email": ["", address], "role": ["", role]}
        if teams:
            told["teams"] = ["", ", ".join(str(team) for team in teams)]
        record(_entry("user.invited", told, actor))
    return token


def renew_invitation(pk: int, *, actor: str) -> tuple[str, str]:
    """Give an open invitation a new link, which lasts as long as a first one; the old one opens nothing any more.

    Returns the new token and the address it is for. Raises Refused when the invitation was used or taken back.
    """
    require("people.manage")
    link = _open_invitation(pk)
    token = invite_colleague(link.email, link.role, team_ids=_teams_still_there(link), actor=actor)
    return token, link.email


def revoke_invitation(pk: int, *, actor: str) -> str:
    """Take an invitation back; its link opens nothing any more. Returns the address. Raises Refused."""
    require("people.manage")
    with transaction.atomic():
        link = _open_invitation(pk)
        link.delete()
        record(_entry("user.invited", {"invitation": [link.email, ""]}, actor, note="no more"))
    return link.email


def accept_invitation(token: str, *, name: str, password: str) -> User:
    """Use an invitation: an account with the invited address and role. Raises Refused or LinkRefused."""
    link = find_link(Purpose.INVITE, token)
    return _join(Purpose.INVITE, token, email=link.email, name=name, password=password, role=Role(link.role))


def join_by_company_login(email: str, name: str, *, otherwise: Role | None = None) -> User | None:
    """The account of somebody whose address the company's own login has verified; None when they may not come in.

    They were invited, or `otherwise` says which role people of their address get. There is no password.
    """
    address = _address(email)
    with transaction.atomic():
        link = OneTimeLink.objects.filter(
            purpose=Purpose.INVITE, email=address, used_at=None, expires_at__gt=moments.now()
        ).first()
        if link is None and otherwise is None:
            return None
        if link is not None and not OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=moments.now()):
            return None
        role = Role(link.role) if link is not None else otherwise
        user = User.objects.create_user(address, name=(name.strip() or address.split("@")[0])[:120], role=role)
        if link is not None:
            user.teams.set(_teams_still_there(link))
        record(_entry("user.joined", {"role": ["", user.role]}, user.actor, note=f"{user}, by the company's login"))
    return user


def forget_second_factor(user_id: int, *, actor: str) -> User:
    """Remove a colleague's authenticator app, passkeys and recovery codes, which they lost, and end their logins."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 -- needs the apps

    require("people.manage")
    with transaction.atomic():
        user = User.objects.get(pk=user_id)
        if Authenticator.objects.filter(user_id=user_id).delete()[0]:
            record(_entry("login.changed", {"second_factor": ["set up", ""]}, actor, note=str(user)))
            drop_sessions(user_id, actor=actor, why="the second factor was lost")
    return user


def change_colleague(user_id: int, *, role: str | None = None, active: bool | None = None, actor: str) -> User:
    """Give another role, end or give back access. The last owner stays one. Raises Refused."""
    require("people.manage")
    if role is not None and role not in Role.values:
        raise Refused({"role": "Choose one of the roles."})
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        after = User(role=user.role if role is None else role, is_active=user.is_active if active is None else active)
        stays = after.role == Role.OWNER and after.is_active
        others = User.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=user_id)
        if user.role == Role.OWNER and user.is_active and not stays and not others.exists():
            raise Refused({"role": "This is the only owner. Make somebody else an owner first."})
        changes = {
            field: [getattr(user, field), getattr(after, field)]
            for field in ("role", "is_active")
            if getattr(user, field) != getattr(after, field)
        }
        if changes:
            user.role, user.is_active = after.role, after.is_active
            user.save(update_fields=["role", "is_active"])
            record(_entry("user.changed", changes, actor, note=str(user)))
            if not user.is_active:
                drop_sessions(user_id, actor=actor, why="access ended")
    return user


def note_login_change(user: User, what: str) -> None:
    """Keep that somebody changed how they log in, which the login's own machinery carried out."""
    record(_entry("login.changed", {}, user.actor, note=what))


def choose_theme(user: User, theme: str) -> None:
    """Keep how the pages look for this user. Raises Refused."""
    if theme not in dict(THEMES):
        raise Refused({"theme": "Choose light, dark or as the device."})
    user.theme = theme
    user.save(update_fields=["theme"])


def _join(purpose: OneTimeLink.Purpose, token: str, *, email: str, name: str, password: str, role: Role) -> User:
    address = _address(email)
    if not name.strip():
        raise Refused({"name": "Give your name as colleagues know it."})
    try:
        validate_password(password, User(email=address, name=name))
    except ValidationError as error:
        raise Refused({"password": " ".join(error.messages)}) from error
    with transaction.atomic():
        link = use_link(purpose, token)
        if purpose == Purpose.SETUP and User.objects.exists():
            raise Refused({"email": "There is an administrator already. Ask them for an invitation."})
        if User.objects.filter(email=address).exists():
            raise Refused({"email": f"{address} is a colleague here already."})
        user = User.objects.create_user(address, password, name=name.strip()[:120], role=role)
        user.teams.set(_teams_still_there(link))
        record(_entry("user.joined", {"role": ["", role]}, user.actor, note=str(user)))
    return user


def _open_invitation(pk: int) -> OneTimeLink:
    link = OneTimeLink.objects.filter(purpose=Purpose.INVITE, pk=pk, used_at=None).first()
    if link is None:
        raise Refused({"invitation": "This invitation was used or taken back already."})
    return link


def _teams_still_there(link: OneTimeLink) -> list[int]:
    return list(Team.objects.filter(pk__in=link.team_ids).values_list("pk", flat=True))


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused({"email": "This is no e-mail address. Write it like name@shop.example."}) from error
    return address


def _entry(name: str, changes: dict[str, list[Any]], actor: str, note: str = "") -> Entry:
    return Entry(
        name=name,
        occurred_at=moments.now(),
        source="house",
        source_id=new_token(),
        payload=Change(changes=changes, note=note),
        direction="",
        actor=actor,
    )
