"""Letting colleagues in, changing what they may do, ending their access."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from regulars.access.acting import require
from regulars.access.links.actions import find_link, make_link, use_link
from regulars.access.links.models import OneTimeLink
from regulars.access.permissions import Role
from regulars.access.users.models import THEMES, User
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


def invite_colleague(email: str, role: str, *, actor: str) -> str:
    """Make an invitation and return its token, to be handed over once. Raises Refused."""
    require("people.manage")
    address = _address(email)
    if role not in Role.values:
        raise Refused({"role": "Choose one of the roles."})
    if User.objects.filter(email=address).exists():
        raise Refused({"email": f"{address} is a colleague here already."})
    with transaction.atomic():
        token = make_link(Purpose.INVITE, email=address, role=role)
        record(_entry("user.invited", {"email": ["", address], "role": ["", role]}, actor))
    return token


def accept_invitation(token: str, *, name: str, password: str) -> User:
    """Use an invitation: an account with the invited address and role. Raises Refused or LinkRefused."""
    link = find_link(Purpose.INVITE, token)
    return _join(Purpose.INVITE, token, email=link.email, name=name, password=password, role=Role(link.role))


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
    return user


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
        use_link(purpose, token)
        if purpose == Purpose.SETUP and User.objects.exists():
            raise Refused({"email": "There is an administrator already. Ask them for an invitation."})
        if User.objects.filter(email=address).exists():
            raise Refused({"email": f"{address} is a colleague here already."})
        user = User.objects.create_user(address, password, name=name.strip()[:120], role=role)
        record(_entry("user.joined", {"role": ["", role]}, user.actor, note=str(user)))
    return user


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
