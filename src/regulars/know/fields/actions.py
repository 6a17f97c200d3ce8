"""Making and changing fields, and what customers have in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.folding import fold
from regulars.kit.refused import Refused
from regulars.know.customers.lines import change_line
from regulars.know.customers.models import Customer
from regulars.know.customers.visible import visible
from regulars.know.fields import giving
from regulars.know.fields.converting import EMPTY, KEEP, Consequences, changed, convert, foresee, settle_choices
from regulars.know.fields.definitions import checked, differences, key_of
from regulars.know.fields.kinds import CHOICES, currency_of
from regulars.know.fields.models import Field, FieldValue
from regulars.know.fields.queries import every_field, fields_of, forget_fields, uses
from regulars.know.fields.searching import refresh_portion, refresh_search, searched, terms_of
from regulars.know.identities.actions import add_customer, edit_customer
from regulars.timeline.record import record

MOST_FIELDS = 500
# So many customers' search texts are written anew at once; the worker does the rest.
_PORTION = 500
_REFERENCE = Field.Kind.REFERENCE


def create_field(spec: Mapping[str, Any], *, actor: str) -> Field:
    """Make a field. `spec` holds label, kind and any other part of it; its key is made of the label. Raises Refused."""
    require("fields.manage")
    with transaction.atomic():
        others = list(Field.objects.select_for_update())
        if len(others) >= MOST_FIELDS:
            raise Refused({"label": f"There are {MOST_FIELDS} fields already. Remove one that nobody needs."})
        kept = checked(spec, others)
        last = max((other.position for other in others), default=0)
        field = Field(key=key_of(kept["label"], {other.key for other in others}), position=last + 1, **kept)
        field.save(force_insert=True)
        changes = {part: ["", told] for part, told in kept.items() if told and part != "choices"}
        record(change_line("field.created", actor, changes=changes, note=field.label))
        transaction.on_commit(forget_fields)
    return field


def preview_change(field_id: int, spec: Mapping[str, Any]) -> Consequences:
    """What changing a field so would do to the values there are. Raises Refused, Field.DoesNotExist."""
    require("fields.manage")
    field = Field.objects.get(pk=field_id)
    kept = checked(spec, list(Field.objects.exclude(pk=field_id)), field)
    _refuse_impossible(field, kept)
    return foresee(field, kept)


def change_field(
    field_id: int,
    spec: Mapping[str, Any],
    *,
    actor: str,
    moved: Mapping[str, str] | None = None,
    lose: bool = False,
) -> Field:
    """Change parts of a field; values follow. Raises Refused, Field.DoesNotExist.

    A choice that is in use and no longer among the choices needs a word in `moved`: "keep" (shown where it is, offered
    to nobody), "empty", or the key of the choice its values move to. `lose` agrees to losing values that do not
    convert to another kind.
    """
    require("fields.manage")
    with transaction.atomic():
        field = Field.objects.select_for_update().get(pk=field_id)
        kept = checked(spec, list(Field.objects.exclude(pk=field_id)), field)
        _refuse_impossible(field, kept)
        told = dict(moved or {})
        kept["choices"] = _with_kept(field, kept, told)
        changes = differences(field, kept)
        if not changes:
            return field
        ahead = foresee(field, kept)
        _refuse_unasked(ahead, told, kept, lose=lose)
        after = changed(field, kept)
        if field.kind != after.kind:
            changes["values lost"] = [0, convert(field, after)]
        elif after.kind in CHOICES:
            settle_choices(field, after, {key: told[key] for key, _, _ in ahead.going})
        if "searchable" in changes or (after.searchable and changes.keys() & {"kind", "choices"}):
            after.search_from = 0
        after.save(force_update=True)
        record(change_line("field.changed", actor, changes=changes, note=after.label))
        if after.search_from is not None:
            refresh_portion(after, _PORTION)
        transaction.on_commit(forget_fields)
    return after


def _refuse_impossible(field: Field, kept: Mapping[str, Any]) -> None:
    """What no value there is could follow."""
    other_kind = field.kind != kept["kind"]
    if other_kind and _REFERENCE in {field.kind, kept["kind"]} and uses(field):
        raise Refused(
            {"kind": "What names customers cannot become anything else, nor the reverse. Make another field."}
        )
    money = Field.Kind.MONEY
    if field.kind == kept["kind"] == money and currency_of(field) != kept["limits"]["currency"] and uses(field):
        raise Refused({"currency": f"The amounts there are in {currency_of(field)}. Make another field for others."})


def _with_kept(field: Field, kept: Mapping[str, Any], moved: Mapping[str, str]) -> list[dict[str, Any]]:
    """The choices with those that go but are kept, retired, behind them."""
    if not {field.kind, kept["kind"]} <= CHOICES:
        return list(kept["choices"])
    there = {choice["key"] for choice in kept["choices"]}
    retired = [c | {"retired": True} for c in field.choices if c["key"] not in there and moved.get(c["key"]) == KEEP]
    return [*kept["choices"], *retired]


def _refuse_unasked(ahead: Consequences, moved: Mapping[str, str], kept: Mapping[str, Any], *, lose: bool) -> None:
    offered = {choice["key"] for choice in kept["choices"]}
    for key, label, count in ahead.going:
        if moved.get(key) not in offered | {EMPTY}:
            raise Refused(
                {
                    "choices": f"“{label}” is used by {count:,} customers. Say what becomes of it: keep, empty or another."
                }
            )
    if ahead.lost and not lose:
        example, why = ahead.examples[0]
        raise Refused({"kind": f"{ahead.lost:,} of {ahead.values:,} values would be lost, such as “{example}”: {why}"})


def move_field(field_id: int, by: int, *, actor: str) -> None:
    """Move a field up (by -1) or down (1) among those of its group that are in use. Raises Field.DoesNotExist."""
    require("fields.manage")
    with transaction.atomic():
        field = Field.objects.select_for_update().get(pk=field_id)
        rows = list(Field.objects.select_for_update().filter(archived_at=None, group=field.group))
        place = next((i for i, other in enumerate(rows) if other.pk == field_id), -1)
        if place < 0 or not 0 <= place + by < len(rows):
            return
        positions = [row.position for row in rows]
        rows.insert(place + by, rows.pop(place))
        for row, position in zip(rows, positions, strict=True):
            if row.position != position:
                Field.objects.filter(pk=row.pk).update(position=position)
        record(change_line("field.changed", actor, changes={"place": [place + 1, place + by + 1]}, note=field.label))
        transaction.on_commit(forget_fields)


def archive_field(field_id: int, *, actor: str) -> Field:
    """Put a field away: it shows nowhere any more, and what customers have in it stays. Raises Field.DoesNotExist."""
    return _set_archived(field_id, archived=True, actor=actor)


def restore_field(field_id: int, *, actor: str) -> Field:
    """Take an archived field into use again. Raises Refused when another has its name now, Field.DoesNotExist."""
    return _set_archived(field_id, archived=False, actor=actor)


def _set_archived(field_id: int, *, archived: bool, actor: str) -> Field:
    require("fields.manage")
    with transaction.atomic():
        field = Field.objects.select_for_update().get(pk=field_id)
        if (field.archived_at is not None) == archived:
            return field
        if not archived:
            checked({}, list(Field.objects.exclude(pk=field_id)), field)
        field.archived_at = moments.now() if archived else None
        field.search_from = 0 if field.searchable else field.search_from
        field.save(update_fields=["archived_at", "search_from"])
        record(change_line("field.changed", actor, changes={"archived": [not archived, archived]}, note=field.label))
        if field.search_from is not None:
            refresh_portion(field, _PORTION)
        transaction.on_commit(forget_fields)
    return field


def remove_field(field_id: int, typed: str, *, actor: str) -> int:
    """Remove an archived field for good, with all that customers have in it; returns how many had something.

    `typed` must be its name. Raises Refused, Field.DoesNotExist.
    """
    require("fields.manage")
    with transaction.atomic():
        field = Field.objects.select_for_update().get(pk=field_id)
        if field.archived_at is None:
            raise Refused({"field": "Archive the field first; then it can be removed."})
        if field.search_from is not None:
            raise Refused({"field": "It is still being taken out of the search. Try again in a minute."})
        if fold(typed) != fold(field.label):
            raise Refused({"typed": f"Type the field's name, {field.label}, to remove it."})
        count = uses(field)
        FieldValue.objects.filter(field=field).delete()
        field.delete()
        record(change_line("field.removed", actor, changes={"customers": [count, 0]}, note=field.label))
        transaction.on_commit(forget_fields)
    return count


def set_values(customer_id: int, values: Mapping[str, Any], *, actor: str) -> dict[str, list[Any]]:
    """Set some fields of one customer (key -> what was typed, empty to clear); returns what changed, in words.

    Raises Refused({"field:<key>": ...}); Customer.DoesNotExist for one that whoever acts does not see.
    """
    require("customers.edit")
    with transaction.atomic():
        customer = Customer.objects.select_for_update().get(visible(), pk=customer_id)
        given = giving.read_given(values, fields_of(customer.kind), itself=customer_id)
        changes = giving.put({customer_id: given}).get(customer_id, {})
        if changes:
            Customer.objects.filter(pk=customer_id).update(changed_at=moments.now())
            if searched():
                refresh_search([customer_id])
            record(change_line("customer.changed", actor, customer_id=customer_id, changes=changes))
    return changes


def edit_profile(customer_id: int, fields: Mapping[str, Any], values: Mapping[str, Any], *, actor: str) -> Customer:
    """Change the profile and the own fields of one customer at once, told on one line.

    Raises Refused naming every field at fault; Customer.DoesNotExist for one that whoever acts does not see.
    """
    require("customers.edit")
    with transaction.atomic():
        customer = Customer.objects.select_for_update().get(visible(), pk=customer_id)
        own = fields_of(str(fields.get("kind") or customer.kind))
        errors: dict[str, str] = {}
        given: giving.Given = {}
        try:
            given = giving.read_given(values, own, whole=bool(values), itself=customer_id)
        except Refused as refused:
            errors = refused.errors
        changes = giving.put({customer_id: given}).get(customer_id, {}) if given else {}
        found = terms_of([customer_id], searched()).get(customer_id, []) if changes else None
        try:
            customer = edit_customer(customer_id, fields, actor=actor, also=changes, found=found)
        except Refused as refused:
            errors = refused.errors | errors
        if errors:
            raise Refused(errors)
    return customer


def add_profile(fields: Mapping[str, Any], values: Mapping[str, Any], *, actor: str) -> Customer:
    """Make a customer with profile and own fields, told on one line. Raises Refused naming every field at fault."""
    require("customers.edit")
    with transaction.atomic():
        errors: dict[str, str] = {}
        given: giving.Given = {}
        try:
            given = giving.read_given(values, fields_of(str(fields.get("kind") or "person")), whole=True)
        except Refused as refused:
            errors = refused.errors
        try:
            customer = add_customer(fields, actor=actor, also=giving.said_of(given))
        except Refused as refused:
            raise Refused(refused.errors | errors) from refused
        if errors:
            raise Refused(errors)
        if giving.put({customer.pk: given}):
            refresh_search([customer.pk])
            customer.refresh_from_db()
    return customer


def set_many(rows: Mapping[int, giving.Given]) -> dict[int, dict[str, list[Any]]]:
    """Set fields of many customers, as `giving.read_given` or `giving.read_many` read them; returns what changed.

    A constant number of statements, whoever they are. Whoever brings the batch records it, and has seen to it that
    the customers may be changed.
    """
    require("customers.edit")
    with transaction.atomic(savepoint=False):
        changes = giving.put(rows)
        if changes:
            Customer.objects.filter(pk__in=changes).update(changed_at=moments.now())
            if searched():
                refresh_search(changes)
    return changes


def put_back(rows: Mapping[int, Mapping[str, tuple[list[str], list[str]]]]) -> int:
    """Give fields their former stored texts: customer -> key -> (former, what it was changed to). Returns how many.

    What was changed again since is left as it is. Whoever undoes records it.
    """
    require("customers.edit")
    known = {field.key: field for field in every_field()}
    with transaction.atomic(savepoint=False):
        there = set(Customer.objects.filter(pk__in=rows, erased_at=None).values_list("pk", flat=True))
        now = giving.stored_texts(there, {key for each in rows.values() for key in each})
        back = {
            pk: {
                known[key]: giving.kept_again(known[key], former)
                for key, (former, after) in rows[pk].items()
                if key in known and now.get(pk, {}).get(key, []) == after
            }
            for pk in there
        }
        changed = giving.put(back)
        if changed and searched():
            refresh_search(changed)
    return len(changed)


def refresh_searched(most: int = _PORTION) -> bool:
    """Go on writing the search texts of customers anew after fields changed. Says whether more is left."""
    with transaction.atomic():
        left = [refresh_portion(field, most) for field in every_field() if field.search_from is not None]
    return any(left)
