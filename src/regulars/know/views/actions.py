"""Saving, changing, moving and removing views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from regulars.access.acting import current, require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.customers.lines import change_line
from regulars.know.filters.rule import read_rule, write_rule
from regulars.know.views.models import SavedView
from regulars.know.views.queries import may_change, opened_to
from regulars.timeline.record import record

Shared = SavedView.Shared
LONGEST = 60
MOST_COLUMNS = 30
MOST_VIEWS = 200


def save_view(
    name: str,
    *,
    rule: Mapping[str, Any],
    columns: Sequence[str],
    order: str = "",
    shared: str = Shared.MINE,
    team_id: int | None = None,
    actor: str,
) -> SavedView:
    """Keep a view under a name, for oneself or shared. Raises Refused."""
    who = require("customers.see")
    if who.user_id is None:
        raise Refused({"name": "A view belongs to a colleague. Log in to save one."})
    wanted = _checked(name, rule, columns, order, shared, team_id)
    with transaction.atomic():
        mine = SavedView.objects.filter(owner=who.user_id)
        if mine.filter(name__iexact=wanted["name"]).exists():
            raise Refused(
                {"name": f"You have a view “{wanted['name']}” already. Choose another name, or change that one."}
            )
        if mine.count() >= MOST_VIEWS:
            raise Refused({"name": f"{MOST_VIEWS} views are the most one can have. Remove one first."})
        last = SavedView.objects.aggregate(last=Max("position"))["last"] or 0
        view = SavedView.objects.create(**wanted, owner_id=who.user_id, position=last + 1, created_at=moments.now())
        record(change_line("view.saved", actor, changes={"view": [None, view.name]}, note=_said(view)))
    return view


def change_view(view_id: int, fields: Mapping[str, Any], *, actor: str) -> SavedView:
    """Change some of name, rule, columns, order, shared and team_id. Raises Refused, PermissionDenied, and DoesNotExist for
    a view that whoever acts may not open."""
    require("customers.see")
    with transaction.atomic():
        view = _changeable(view_id)
        before = {name: getattr(view, name) for name in ("name", "rule", "columns", "order", "shared", "team_id")}
        wanted = before | {name: value for name, value in fields.items() if name in before}
        checked = _checked(**wanted, was=view.shared)
        if SavedView.objects.filter(owner=view.owner_id, name__iexact=checked["name"]).exclude(pk=view.pk).exists():
            raise Refused({"name": f"There is a view “{checked['name']}” already. Choose another name."})
        changes = {name: [before[name], value] for name, value in checked.items() if before[name] != value}
        if changes:
            for name, value in checked.items():
                setattr(view, name, value)
            view.save()
            record(change_line("view.saved", actor, changes=changes, note=_said(view)))
    return view


def move_view(view_id: int, by: int, *, actor: str) -> None:
    """Move a view one place up (-1) or down (1) among those that whoever acts may open. Raises PermissionDenied."""
    require("customers.see")
    with transaction.atomic():
        view = _changeable(view_id)
        rows = list(SavedView.objects.filter(opened_to()).distinct().order_by("position", "pk"))
        here = next(i for i, row in enumerate(rows) if row.pk == view.pk)
        there = min(len(rows) - 1, max(0, here + (1 if by > 0 else -1)))
        if here == there:
            return
        rows.insert(there, rows.pop(here))
        for place, row in enumerate(rows, 1):
            if row.position != place:
                SavedView.objects.filter(pk=row.pk).update(position=place)
        record(change_line("view.saved", actor, changes={"place": [here + 1, there + 1]}, note=_said(view)))


def remove_view(view_id: int, *, actor: str) -> None:
    """Remove a view; no customer changes by it. Raises PermissionDenied, and DoesNotExist as above."""
    require("customers.see")
    with transaction.atomic():
        view = _changeable(view_id)
        told = {"rule": [view.rule, None], "columns": [view.columns, None]}
        record(change_line("view.removed", actor, changes={"view": [view.name, None], **told}, note=_said(view)))
        view.delete()


def _changeable(view_id: int) -> SavedView:
    view = SavedView.objects.filter(opened_to(), pk=view_id).distinct().get()
    if not may_change(view):
        raise PermissionDenied("Only whoever saved this view, or somebody who may share views, can change it.")
    return view


def _checked(
    name: str,
    rule: Mapping[str, Any],
    columns: Sequence[str],
    order: str,
    shared: str,
    team_id: int | None,
    was: str = Shared.MINE,
) -> dict[str, Any]:
    errors: dict[str, str] = {}
    told = " ".join(name.split())
    if not told:
        errors["name"] = "Give the view a name."
    elif len(told) > LONGEST:
        errors["name"] = f"At most {LONGEST} characters; these are {len(told)}."
    if len(columns) > MOST_COLUMNS or not all(isinstance(one, str) for one in columns):
        errors["columns"] = f"A list has at most {MOST_COLUMNS} columns."
    if shared not in Shared.values:
        errors["shared"] = "Choose who shall see it."
    elif shared != Shared.MINE and shared != was and not current().may("views.share"):
        errors["shared"] = "Sharing views needs a permission. Ask an owner for it, or keep this one to yourself."
    if shared == Shared.TEAM and team_id is None:
        errors["team"] = "Choose the team."
    if errors:
        raise Refused(errors)
    plain = write_rule(read_rule(rule)) if rule else {}
    return {
        "name": told, "rule": plain, "columns": list(columns), "order": order[:60], "shared": shared,
        "team_id": team_id if shared == Shared.TEAM else None,
    }  # fmt: skip


def _said(view: SavedView) -> str:
    return view.name if view.shared == Shared.MINE else f"{view.name}, shared"
