"""Putting values into fields: read and checked first, then written, with a constant number of statements for a batch.

Records nothing: `actions` does, or whoever brings a batch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from regulars.access.acting import current
from regulars.kit.email_address import normal_email
from regulars.kit.folding import fold
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import listed
from regulars.know.fields import kinds
from regulars.know.fields.kinds import Kept
from regulars.know.fields.models import Field, FieldValue
from regulars.know.fields.queries import names_of, texts_of, value
from regulars.know.identities import keys
from regulars.know.identities.models import Identity

Kind = Field.Kind
Given = dict[Field, list[Kept]]

_INSERT = "INSERT INTO fields_fieldvalue (field_id, customer_id, place, text, text_key, number) VALUES (%s, %s, %s, %s, %s, %s)"


def read_given(
    raw: Mapping[str, Any], fields: Iterable[Field], *, whole: bool = False, itself: int | None = None
) -> Given:
    """The values as they are kept, by field. Raises Refused({"field:<key>": what is wrong}), for all that are wrong.

    `whole` asks for required fields that are not among those given, too. `itself` is whose values they are, who cannot
    be referred to.
    """
    known = {field.key: field for field in fields}
    by_key = {key.removeprefix("field:"): told for key, told in raw.items()}
    errors = {
        f"field:{key}": "There is no such field for them, or you may not change it."
        for key in by_key.keys() - known.keys()
    }
    people = resolve_references(
        str(told) for key, told in by_key.items() if key in known and known[key].kind == Kind.REFERENCE and told
    )
    given: Given = {}
    for key, field in known.items():
        if key not in by_key and not (whole and field.required):
            continue
        try:
            given[field] = _read(field, by_key.get(key), people)
            if field.required and not given[field]:
                errors[field.name] = f"“{field.label}” has to be filled in."
            if field.kind == Kind.REFERENCE and given[field] and given[field][0].number == itself:
                errors[field.name] = "Choose another customer than themselves."
        except kinds.NotTaken as error:
            errors[field.name] = str(error)
    if errors:
        raise Refused(errors)
    return given


def _read(field: Field, raw: Any, people: Mapping[str, int]) -> list[Kept]:
    if field.kind != Kind.REFERENCE or raw in (None, "") or not str(raw).strip():
        return kinds.read(field, raw)
    if str(raw) not in people:
        raise kinds.NotTaken(
            "No customer is found by this. Choose one of those offered, or give their number, like #17."
        )
    return kinds.read(field, people[str(raw)])


def resolve_references(texts: Iterable[str]) -> dict[str, int]:
    """Whom each text names, of the customers whoever acts sees: by number, e-mail address or a name only one has.

    Texts that name nobody, or several, are left out. At most five queries.
    """
    wanted = {text for text in texts if text.strip()}
    named: dict[str, int] = {}
    addresses: dict[str, str] = {}
    names: dict[str, str] = {}
    anybody = Field(kind=Kind.REFERENCE)
    for text in wanted:
        try:
            named[text] = kinds.read(anybody, text)[0].number or 0
        except kinds.NotTaken:
            if address := normal_email(text):
                addresses[text] = keys.email_key(address)
            else:
                names[text] = fold(text)
    # Where addresses are kept from whoever types, none is found by guessing it.
    hidden = current().hidden & {"email", "phone"}
    if addresses and "email" not in hidden:
        rows = dict(Identity.objects.filter(key__in=addresses.values()).values_list("key", "customer_id"))
        named |= {text: rows[key] for text, key in addresses.items() if key in rows}
    if names:
        owners: dict[str, list[int]] = {}
        called = listed().filter(name_key__in=names.values())
        # Who has no name is kept under their address or number.
        for key, pk in (called.exclude(name="") if hidden else called).values_list("name_key", "pk"):
            owners.setdefault(key, []).append(pk)
        named |= {text: owners[key][0] for text, key in names.items() if len(owners.get(key, ())) == 1}
    seen = names_of(set(named.values())) if named else {}
    return {text: seen[pk][0] for text, pk in named.items() if pk in seen}


def put(rows: Mapping[int, Given]) -> dict[int, dict[str, list[Any]]]:
    """Write values of customers (ids of roots or of parts); returns what changed: id -> `field:<key>` -> [before, after].

    In the caller's transaction. What a customer has already is not written again. Emptying a field that a merged part
    has something in leaves a blank there, which hides it.
    """
    fields = {field.pk: field for given in rows.values() for field in given}
    if not fields:
        return {}
    before = texts_of(rows.keys(), fields.values())
    changed: dict[tuple[int, int], list[Kept]] = {}
    for pk, given in rows.items():
        for field, kept in given.items():
            if before.get(pk, {}).get(field.key, []) != [each.text for each in kept]:
                changed[pk, field.pk] = kept
    if not changed:
        return {}
    parted = _with_parts({pk for pk, _ in changed})
    own = FieldValue.objects.filter(customer_id__in={pk for pk, _ in changed}, field_id__in=fields)
    gone = [
        pk for pk, customer, field in own.values_list("pk", "customer_id", "field_id") if (customer, field) in changed
    ]
    FieldValue.objects.filter(pk__in=gone).delete()
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, list(_rows(changed, parted)))
    return _said(rows, fields, before, changed)


def said_of(given: Given) -> dict[str, list[Any]]:
    """What a customer to be made gets: `field:<key>` -> ["", in words]."""
    referred = {kept.number or 0 for field, each in given.items() if field.kind == Kind.REFERENCE for kept in each}
    names = names_of(referred) if referred else {}
    return {
        field.name: ["", value(field, [each.text for each in kept], names).said]
        for field, kept in given.items()
        if kept
    }


def read_cells(
    field: Field, cells: Sequence[str | None], people: Mapping[str, int] | None = None
) -> tuple[list[list[Kept]], dict[int, str]]:
    """A column of a file: each cell as it is kept, and what is wrong with those (by place) that are not taken.

    Distinct cells are read once. References are found among `people` (text -> id), looked up unless given.
    """
    told = dict.fromkeys(cells)
    if people is None:
        people = resolve_references(cell for cell in told if cell) if field.kind == Kind.REFERENCE else {}
    kept: dict[str | None, list[Kept]] = {}
    wrong: dict[str | None, str] = {}
    for cell in told:
        try:
            kept[cell] = _read(field, cell, people)
        except kinds.NotTaken as error:
            wrong[cell] = str(error)
    errors = {place: wrong[cell] for place, cell in enumerate(cells) if cell in wrong}
    return [kept.get(cell, []) for cell in cells], errors


def stored_texts(customer_ids: Collection[int], keys_wanted: Collection[str]) -> dict[int, dict[str, list[str]]]:
    """Customer id -> key -> what is stored of exactly these customers, merged parts apart: what undoing starts from."""
    rows = FieldValue.objects.filter(customer_id__in=customer_ids, field__key__in=keys_wanted)
    found: dict[int, dict[str, list[str]]] = {}
    for pk, key, text in rows.order_by("number", "place").values_list("customer_id", "field__key", "text"):
        found.setdefault(pk, {}).setdefault(key, []).append(text)
    return found


def kept_again(field: Field, texts: list[str]) -> list[Kept]:
    """Stored texts as they are kept, whatever the limits are by now; nothing where they are no value any more."""
    plain = Field(key=field.key, kind=field.kind, choices=field.choices, limits={"currency": kinds.currency_of(field)})
    try:
        return kinds.read(plain, texts if field.kind == Kind.CHOICES else "".join(texts))
    except kinds.NotTaken:
        return []


def _with_parts(customer_ids: Collection[int]) -> set[int]:
    rows = Customer.objects.filter(merged_into__in=customer_ids).values_list("merged_into_id", flat=True)
    return {pk for pk in rows if pk is not None}


def _rows(changed: Mapping[tuple[int, int], list[Kept]], parted: Collection[int]) -> Iterable[tuple[Any, ...]]:
    for (customer, field), kept in changed.items():
        for place, each in enumerate(kept):
            yield field, customer, place, each.text, each.text_key, each.number
        if not kept and customer in parted:
            yield field, customer, 0, "", "", None


def _said(
    rows: Mapping[int, Given],
    fields: Mapping[int, Field],
    before: Mapping[int, dict[str, list[str]]],
    changed: Mapping[tuple[int, int], list[Kept]],
) -> dict[int, dict[str, list[Any]]]:
    """What changed, in words."""
    told: list[tuple[int, Field, list[str], list[str]]] = [
        (pk, fields[number], before.get(pk, {}).get(fields[number].key, []), [each.text for each in kept])
        for (pk, number), kept in changed.items()
    ]
    people = {int(text) for _, field, *both in told if field.kind == Kind.REFERENCE for texts in both for text in texts}
    names = names_of(people) if people else {}
    changes: dict[int, dict[str, list[Any]]] = {}
    for pk, field, old, new in told:
        changes.setdefault(pk, {})[field.name] = [value(field, each, names).said if each else "" for each in (old, new)]
    return changes
