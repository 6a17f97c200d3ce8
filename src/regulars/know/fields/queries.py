"""Reading fields and what customers have in them.

What a customer has is what was told of them; of a part that was merged into them, where nothing was told of
themselves. Filters and sorts by fields go by the same rule (`filtering`, `sorting`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection

from regulars.access.acting import current, require
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import listed
from regulars.know.customers.visible import veil
from regulars.know.fields import kinds
from regulars.know.fields.models import Field, FieldValue

Kind = Field.Kind
_KEY = "know.fields"
_KEPT = 60  # seconds, should another process's change be missed


@dataclass(frozen=True, slots=True)
class Value:
    """What a customer has in a field: `typed` for programs, `said` for people, `written` for forms and files."""

    field: Field
    typed: Any
    said: str
    written: str
    # Where it leads, for links, addresses, numbers and customers; only ever http, https, mailto, tel or a page of ours.
    href: str = ""


def every_field() -> list[Field]:
    """All fields, archived ones too, in their order. Looked up once in a while; a change is seen at once."""
    if connection.in_atomic_block:
        # What this transaction changed must be seen, and must not be remembered should it fail.
        return list(Field.objects.all())
    kept: list[Field] | None = cache.get(_KEY)
    if kept is None:
        kept = list(Field.objects.all())
        cache.set(_KEY, kept, _KEPT)
    return kept


def forget_fields() -> None:
    """To be called once a change of fields is committed."""
    cache.delete(_KEY)


def fields_of(kind: str = "") -> list[Field]:
    """The fields in use that whoever acts sees, of persons or companies (both, unless named), in their order."""
    who = current()
    if not who.may("customers.see"):
        return []
    suits = {"", Field.Of.BOTH, kind}
    return [
        field
        for field in every_field()
        if field.archived_at is None and (not kind or field.of in suits) and field.name not in who.hidden
    ]


def field_of(key: str) -> Field | None:
    """The field of this key (`loyalty` or `field:loyalty`) if whoever acts sees it."""
    wanted = key.removeprefix("field:")
    return next((field for field in fields_of() if field.key == wanted), None)


def managed_fields() -> list[Field]:
    """All fields, archived ones last, for whoever may change them."""
    require("fields.manage")
    return sorted(every_field(), key=lambda field: field.archived_at is not None)


def texts_of(customer_ids: Collection[int], fields: Iterable[Field] | None = None) -> dict[int, dict[str, list[str]]]:
    """Customer id -> key -> the stored texts, through merges; nothing for customers without any. Two queries.

    `fields` are those whoever acts sees unless given. Whom to ask about is the caller's to know.
    """
    by_id = {field.pk: field.key for field in (fields_of() if fields is None else fields)}
    if not by_id or not customer_ids:
        return {}
    columns = ("customer_id", "field_id", "text")
    mine = FieldValue.objects.filter(customer_id__in=customer_ids, field_id__in=by_id).order_by("number", "place")
    found: dict[int, dict[str, list[str]]] = {}
    for customer, field, text in mine.values_list(*columns):
        found.setdefault(customer, {}).setdefault(by_id[field], []).append(text)
    parts = FieldValue.objects.filter(
        customer__in=Customer.objects.filter(merged_into__in=customer_ids).values("pk"), field_id__in=by_id
    )
    taken: dict[tuple[int, str], int] = {}
    for part, root, field, text in parts.order_by("customer_id", "number", "place").values_list(
        "customer_id", "customer__merged_into_id", "field_id", "text"
    ):
        key = by_id[field]
        if root is None or ((root, key) not in taken and key in found.get(root, {})):
            continue
        # Of several parts the one told of first counts, whole.
        if taken.setdefault((root, key), part) == part:
            found.setdefault(root, {}).setdefault(key, []).append(text)
    return {
        pk: told
        for pk, each in found.items()
        if (told := {k: texts for k, v in each.items() if (texts := [t for t in v if t])})
    }


def values_of(customer_ids: Collection[int], fields: Iterable[Field] | None = None) -> dict[int, dict[str, Value]]:
    """Customer id -> key -> value, in the fields' order: two queries, one more where fields name other customers."""
    chosen = fields_of() if fields is None else list(fields)
    texts = texts_of(customer_ids, chosen)
    referred = {
        int(text)
        for told in texts.values()
        for field in chosen
        if field.kind == Kind.REFERENCE
        for text in told.get(field.key, ())
    }
    names = names_of(referred) if referred else {}
    return {
        pk: {field.key: value(field, told[field.key], names) for field in chosen if field.key in told}
        for pk, told in texts.items()
    }


def names_of(customer_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Of the customers that whoever acts sees: id -> (the id they are found under now, name)."""
    rows = Customer.objects.filter(pk__in=customer_ids).values_list("pk", "merged_into_id")
    root_of = {pk: merged or pk for pk, merged in rows}
    # Veiled: of whom no name is told, the name would be their address or number.
    seen = {customer.pk: str(customer) for customer in veil(listed().filter(pk__in=set(root_of.values())))}
    return {pk: (root, seen[root]) for pk, root in root_of.items() if root in seen}


UNSEEN = "somebody you do not see"


def value(field: Field, texts: list[str], names: Mapping[int, tuple[int, str]]) -> Value:
    """The stored texts (at least one) as a value."""
    meant = kinds.typed(field, texts)
    if field.kind == Kind.REFERENCE:
        root, name = names.get(meant, (0, ""))
        if not name:
            return Value(field, meant, UNSEEN, f"#{meant}")
        return Value(field, meant, name, f"{name} (#{root})", f"/customers/{root}/")
    said = kinds.said(field, texts)
    href = ""
    if field.kind == Kind.LINK and texts[0].startswith(("http://", "https://", "mailto:")):
        href = texts[0]
    elif field.kind in (Kind.EMAIL, Kind.PHONE):
        href = f"{'mailto' if field.kind == Kind.EMAIL else 'tel'}:{texts[0]}"
    # Choices are written apart by semicolons, by which they are read again.
    written = "; ".join(kinds.labels_of(field, texts)) if field.kind in kinds.CHOICES else texts[0]
    return Value(field, meant, said, written, href)


def columns(kind: str = "") -> list[tuple[str, str]]:
    """(name, label) of each field that whoever acts sees, for the heads of lists and files."""
    return [(field.name, field.label) for field in fields_of(kind)]


def written_of(customer_ids: Collection[int], fields: Iterable[Field] | None = None) -> dict[int, dict[str, str]]:
    """Customer id -> `field:<key>` -> what a file says, which an import reads again."""
    told = values_of(customer_ids, fields)
    return {pk: {value.field.name: value.written for value in each.values()} for pk, each in told.items()}


def uses(field: Field) -> int:
    """How many customers have something in the field."""
    return FieldValue.objects.filter(field=field).exclude(text="").values("customer_id").distinct().count()


def uses_of_choices(field: Field) -> dict[str, int]:
    """Key of a choice -> how many customers have it."""
    from django.db.models import Count  # noqa: PLC0415 -- of this query alone

    rows = FieldValue.objects.filter(field=field).exclude(text="").values("text").annotate(count=Count("pk"))
    return dict(rows.values_list("text", "count"))
