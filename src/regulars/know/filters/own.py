"""The business's own fields as fields of the rule language, and as orders of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from regulars.know.fields.filtering import counting, filter_rows, where
from regulars.know.fields.models import Field, FieldValue
from regulars.know.fields.queries import fields_of
from regulars.know.fields.sorting import is_sortable, sort_column
from regulars.know.filters.field import FilterField, Leads, Where
from regulars.know.filters.kinds import Kind
from regulars.know.filters.orders import Order

GROUP = "Your fields"
_KINDS: Final[Mapping[str, Kind]] = {
    Field.Kind.TEXT: Kind.TEXT,
    Field.Kind.LONG_TEXT: Kind.TEXT,
    Field.Kind.EMAIL: Kind.TEXT,
    Field.Kind.PHONE: Kind.TEXT,
    Field.Kind.LINK: Kind.TEXT,
    Field.Kind.NUMBER: Kind.NUMBER,
    Field.Kind.MONEY: Kind.MONEY,
    Field.Kind.DATE: Kind.DATE,
    Field.Kind.YES_NO: Kind.YES_NO,
    Field.Kind.CHOICE: Kind.CHOICE,
    Field.Kind.CHOICES: Kind.CHOICE,
    Field.Kind.REFERENCE: Kind.REFERENCE,
}


def _where(field: Field) -> Where:
    return lambda op, value, when: where(field, op, value, today=when.today)


def _leads(field: Field) -> Leads:
    return lambda op, value, when: filter_rows(field, op, value, today=when.today)


def own_fields() -> Iterable[tuple[str, FilterField]]:
    """(the name a role may hide, the field) of each in use."""
    for field in fields_of():
        choices = [(str(choice["key"]), str(choice["label"])) for choice in field.choices]
        yield field.name, FilterField(
            field.name, field.label, _KINDS[field.kind], field.group or GROUP, _where(field),
            partial(list, choices) if choices else None, leads=_leads(field), hint=field.help,
        )  # fmt: skip


def own_orders(fields: Iterable[Field] | None = None) -> list[Order]:
    """An order for each field (of these, where they were looked up already) that can be sorted by."""
    return [_order(field) for field in (fields_of() if fields is None else fields) if is_sortable(field)]


def _order(field: Field) -> Order:
    column = sort_column(field)
    filled = Q(text_key__gt="") if column == "text_key" else Q(number__isnull=False)

    def rows() -> QuerySet[FieldValue]:
        told = FieldValue.objects.filter(filled, field=field).filter(counting(field))
        return told.annotate(root=Coalesce("customer__merged_into_id", "customer_id"))

    def lacking() -> Q:
        return ~where(field, "filled")

    return Order(
        field.name, field.label, column, "text" if column == "text_key" else "number", hidden_as=(field.name,),
        rows=rows, link="customer_id", root="root", lacking=lacking,
    )  # fmt: skip
