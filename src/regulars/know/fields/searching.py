"""Keeping what search reads in step with fields: the texts of those that are searchable stand in each customer's search text."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from regulars.know.customers.models import Customer
from regulars.know.customers.profile import refresh_keys
from regulars.know.fields import kinds
from regulars.know.fields.models import Field, FieldValue
from regulars.know.fields.queries import every_field, texts_of

_UPDATE = "UPDATE customers_customer SET search_text = %s WHERE id = %s"


def searched() -> list[Field]:
    """The fields in use that search finds customers by."""
    return [field for field in every_field() if field.searchable and field.archived_at is None]


def terms_of(customer_ids: Collection[int], fields: Collection[Field]) -> dict[int, list[str]]:
    """Customer id -> the texts search shall find, as people read them; numbers also as they are typed."""
    told = texts_of(customer_ids, fields)
    return {
        pk: [
            term
            for field in fields
            if field.key in texts and field.kind != Field.Kind.REFERENCE
            for term in _terms(field, texts[field.key])
        ]
        for pk, texts in told.items()
    }


def _terms(field: Field, texts: list[str]) -> list[str]:
    said = kinds.said(field, texts)
    # A long text would make the index larger than the book it leads to.
    return list(
        dict.fromkeys(term[: kinds.KEYED] for term in ((said, texts[0]) if field.kind in kinds.NUMBERS else (said,)))
    )


def refresh_search(customer_ids: Collection[int]) -> int:
    """Write anew what search finds of these customers, and of those they are part of. Returns how many changed."""
    rows = Customer.objects.filter(pk__in=customer_ids).values_list("pk", "merged_into_id")
    wanted = {pk for row in rows for pk in row if pk}
    terms = terms_of(wanted, searched())
    changed = []
    columns = ("name", "name_key", "email", "phone", "city", "search_text")
    for customer in Customer.objects.filter(pk__in=wanted, erased_at=None).only(*columns):
        before, key = customer.search_text, customer.name_key
        refresh_keys(customer, values=terms.get(customer.pk, []))
        customer.name_key = key
        if customer.search_text != before:
            changed.append((customer.search_text, customer.pk))
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE, changed)
    return len(changed)


def refresh_portion(field: Field, most: int) -> bool:
    """Refresh some of those who have something in a field that changed. Says whether any are left."""
    ids = FieldValue.objects.filter(field=field, customer_id__gt=field.search_from or 0)
    portion = list(ids.order_by("customer_id").values_list("customer_id", flat=True).distinct()[:most])
    refresh_search(portion)
    left = len(portion) == most
    Field.objects.filter(pk=field.pk).update(search_from=portion[-1] if left else None)
    return left
