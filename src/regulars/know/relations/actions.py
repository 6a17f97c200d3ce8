"""Telling how customers belong together, ending it, and taking off what was a mistake."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.folding import fold
from regulars.kit.refused import Refused
from regulars.know.customers.lines import change_line
from regulars.know.customers.models import Customer
from regulars.know.customers.parts import of_roots, seen_customer
from regulars.know.relations.models import Relation, RelationKind
from regulars.know.relations.queries import kinds, kinds_by_key
from regulars.timeline.record import record

LONGEST_ROLE = 100
_SIDES = {"": "anybody", "person": "a person", "company": "a company"}


def relate(
    origin_id: int, kind_key: str, target_id: int, *, role: str = "", since: date | None = None, actor: str
) -> Relation:
    """Keep that `origin` is related to `target`. Raises Refused, and Customer.DoesNotExist for one that is not seen."""
    require("customers.edit")
    with transaction.atomic():
        origin, target = seen_customer(origin_id), seen_customer(target_id)
        kind = _offered(kind_key)
        _check(origin, kind, target, role, since)
        rows = Relation.objects.filter(of_roots([origin.pk], "origin"), of_roots([target.pk], "target"))
        turned = Relation.objects.filter(of_roots([target.pk], "origin"), of_roots([origin.pk], "target"))
        there = rows | turned if kind.mutual else rows
        if there.filter(kind_key=kind.key, until=None, removed_at=None).exists():
            raise Refused({"other": f"That {origin} {kind.name} {target} is known already."})
        relation = Relation.objects.create(
            kind_key=kind.key,
            origin_id=origin.pk,
            target_id=target.pk,
            role=role.strip(),
            since=since,
            created_at=moments.now(),
        )
        _tell("relation.added", relation, actor, [None, "held"])
    return relation


def change_relation(relation_id: int, *, role: str, since: date | None, actor: str) -> Relation:
    """Set the role and since when. Raises Refused."""
    require("customers.edit")
    with transaction.atomic():
        relation = _theirs(relation_id)
        _check_details(role, since)
        changes = {
            name: [_plain(getattr(relation, name)), _plain(value)]
            for name, value in (("role", role.strip()), ("since", since))
            if getattr(relation, name) != value
        }
        if changes:
            relation.role, relation.since = role.strip(), since
            relation.save(update_fields=["role", "since"])
            _tell("relation.added", relation, actor, ["held", "held"], changes)
    return relation


def end_relation(relation_id: int, until: date | None = None, *, actor: str) -> Relation:
    """It held until that day (today unless told) and stays as history. Raises Refused."""
    require("customers.edit")
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    day = until or today
    with transaction.atomic():
        relation = _theirs(relation_id)
        if relation.until is not None:
            raise Refused({"until": "It has ended already."})
        if day > today:
            raise Refused({"until": "It cannot have ended yet. Give a day up to today."})
        if relation.since is not None and day < relation.since:
            raise Refused({"until": f"It began on {relation.since:%-d %B %Y}, after that day."})
        relation.until = day
        relation.save(update_fields=["until"])
        _tell("relation.ended", relation, actor, ["held", f"until {day.isoformat()}"])
    return relation


def remove_relation(relation_id: int, *, actor: str) -> Relation:
    """Take off what was a mistake; `restore_relation` brings it back, until a job removes it for good."""
    require("customers.edit")
    with transaction.atomic():
        relation = _theirs(relation_id)
        relation.removed_at = moments.now()
        relation.save(update_fields=["removed_at"])
        _tell("relation.ended", relation, actor, ["held", "entered by mistake"])
    return relation


def restore_relation(relation_id: int, *, actor: str) -> Relation:
    """Bring back what was ended or taken off. Raises Refused when the same is kept anew since."""
    require("customers.edit")
    with transaction.atomic():
        relation = _theirs(relation_id)
        same = Relation.objects.filter(
            origin=relation.origin_id,
            target=relation.target_id,
            kind_key=relation.kind_key,
            until=None,
            removed_at=None,
        )
        if same.exclude(pk=relation_id).exists():
            raise Refused({"other": "This is kept anew already."})
        relation.until = relation.removed_at = None
        relation.save(update_fields=["until", "removed_at"])
        _tell("relation.added", relation, actor, ["taken off", "held"])
    return relation


def create_kind(name: str, back: str, *, origin_kind: str = "", target_kind: str = "", actor: str) -> RelationKind:
    """Make a kind of relation of the business's own, said from both sides. Raises Refused."""
    require("fields.manage")
    name, back = name.strip(), back.strip() or name.strip()
    errors = {
        field: f"Say it in 1 to 60 characters, such as “{example}”."
        for field, text, example in (("name", name, "parent of"), ("back", back, "child of"))
        if not 0 < len(text) <= 60
    }
    errors |= {
        field: "Choose person, company or either."
        for field, kind in (("origin_kind", origin_kind), ("target_kind", target_kind))
        if kind not in _SIDES
    }
    key = re.sub(r"[^\w]+", "_", fold(name)).strip("_")[:40]
    if not errors and (not key or key in kinds_by_key()):
        errors["name"] = "There is a relation of this name already."
    if not errors and fold(name) == fold(back) and origin_kind != target_kind:
        errors["back"] = "Said the same way from both sides, it has to be between the same kinds of customers."
    if errors:
        raise Refused(errors)
    with transaction.atomic():
        kind = RelationKind.objects.create(
            key=key, name=name, back=back, origin_kind=origin_kind, target_kind=target_kind
        )
        record(change_line("field.created", actor, changes={"name": [None, name], "back": [None, back]}, note=name))
    return kind


def change_kind(kind_id: int, *, name: str, back: str, offered: bool, actor: str) -> RelationKind:
    """Say a kind differently, or stop offering it; where it was used it stays. Raises Refused."""
    require("fields.manage")
    with transaction.atomic():
        kind = RelationKind.objects.select_for_update().get(pk=kind_id)
        after: dict[str, Any] = {"name": name.strip(), "back": back.strip() or name.strip(), "offered": offered}
        if any(not 0 < len(str(text)) <= 60 for text in (after["name"], after["back"])):
            raise Refused({"name": "Say both sides in 1 to 60 characters."})
        if (after["name"] == after["back"]) != kind.mutual:
            raise Refused({"back": "Whether both sides say the same cannot change; make another kind instead."})
        changes = {what: [getattr(kind, what), value] for what, value in after.items() if getattr(kind, what) != value}
        if changes:
            for what, value in after.items():
                setattr(kind, what, value)
            kind.save()
            record(change_line("field.changed", actor, changes=changes, note=kind.name))
    return kind


def remove_kind(kind_id: int, *, actor: str) -> None:
    """Remove a kind of the business's own that is used nowhere. Raises Refused."""
    require("fields.manage")
    with transaction.atomic():
        kind = RelationKind.objects.select_for_update().get(pk=kind_id)
        used = Relation.objects.filter(kind_key=kind.key).count()
        if used:
            raise Refused(
                {"kind": f"“{kind.name}” is used {used} times. Stop offering it instead; what there is stays."}
            )
        kind.delete()
        record(change_line("field.removed", actor, changes={"name": [kind.name, None]}, note=kind.name))


def _offered(kind_key: str) -> RelationKind:
    for kind in kinds(offered=True):
        if kind.key == kind_key:
            return kind
    raise Refused({"kind": "Choose how they belong together."})


def _check(origin: Customer, kind: RelationKind, target: Customer, role: str, since: date | None) -> None:
    if origin.pk == target.pk:
        raise Refused({"other": "Choose somebody else: a customer cannot be related to themselves."})
    for side, needed, customer in (("kind", kind.origin_kind, origin), ("other", kind.target_kind, target)):
        if needed and customer.kind != needed:
            raise Refused({side: f"“{kind.name}” needs {_SIDES[needed]} here; {customer} is {_SIDES[customer.kind]}."})
    _check_details(role, since)


def _check_details(role: str, since: date | None) -> None:
    if len(role.strip()) > LONGEST_ROLE:
        raise Refused({"role": f"At most {LONGEST_ROLE} characters; these are {len(role.strip())}."})
    if since is not None and since > moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE):
        raise Refused({"since": "This day is still to come. Give a day up to today."})


def _theirs(relation_id: int) -> Relation:
    """The relation, of which whoever acts must see both sides. Raises Customer.DoesNotExist and Relation.DoesNotExist."""
    relation = Relation.objects.select_for_update().get(pk=relation_id)
    seen_customer(relation.origin_id)
    seen_customer(relation.target_id)
    return relation


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _tell(
    name: str, relation: Relation, actor: str, state: list[str | None], changes: dict[str, list[Any]] | None = None
) -> None:
    """A line for both. The other one is told by number: their name may change, be hidden from some, or be erased."""
    kind = kinds_by_key()[relation.kind_key]
    for here, says, other in (
        (relation.origin_id, kind.name, relation.target_id),
        (relation.target_id, kind.back, relation.origin_id),
    ):
        record(
            change_line(
                name, actor, customer_id=here, note=says, changes=(changes or {}) | {"relation": state},
                more={"other": other} | ({"role": relation.role} if relation.role else {}),
            )
        )  # fmt: skip
