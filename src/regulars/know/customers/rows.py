"""Writing many customers at once, by statements prepared once: a tenth of the time the ORM takes for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from msgspec import json

from regulars.kit import sql_values

_TOLD = (
    "known",
    "name",
    "name_key",
    "email",
    "phone",
    "street",
    "postcode",
    "city",
    "region",
    "country",
    "language",
    "birthday",
    "traits",
    "search_text",
    "changed_at",
)
_MADE = (*_TOLD, "kind", "created_at")
_UPDATE = f"UPDATE customers_customer SET {', '.join(f'{name} = %s' for name in _TOLD)} WHERE id = %s"
_INSERT = f"INSERT INTO customers_customer ({', '.join(_MADE)}) VALUES "
_SELECT = f"SELECT {', '.join(_MADE)}, id FROM customers_customer"
_ROW = f"({', '.join(['%s'] * len(_MADE))})"
# Rows of one INSERT: few enough for every driver's bound on parameters.
_AT_ONCE = 50


@dataclass(slots=True)
class Draft:
    """A customer to be made or changed, with those fields of the model: a tenth of the model's own time."""

    kind: str
    known: bool
    created_at: datetime
    changed_at: datetime
    name: str = ""
    name_key: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    language: str = ""
    birthday: date | None = None
    traits: dict[str, Any] = field(default_factory=dict)
    search_text: str = ""
    pk: int = 0


def _told(customer: Draft, vendor: str) -> tuple[Any, ...]:
    c = customer
    traits = sql_values.json_text(c.traits) if c.traits else "{}"
    return (
        c.known, c.name, c.name_key, c.email, c.phone, c.street, c.postcode, c.city, c.region, c.country, c.language,
        sql_values.day(c.birthday, vendor), traits, c.search_text, sql_values.moment(c.changed_at, vendor),
    )  # fmt: skip


def load_rows(ids: Collection[int]) -> list[Draft]:
    """Those customers as they can be told about, in the order of their ids."""
    condition, values = sql_values.among("id", ids, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT} WHERE {condition} ORDER BY id", values)
        return [_draft(row) for row in cursor.fetchall()]


def _draft(row: Sequence[Any]) -> Draft:
    known, *texts, birthday, traits, search_text, changed_at, kind, created_at, pk = row
    name, name_key, email, phone, street, postcode, city, region, country, language = texts
    return Draft(
        kind=kind, known=bool(known), created_at=created_at, changed_at=changed_at, name=name, name_key=name_key,
        email=email, phone=phone, street=street, postcode=postcode, city=city, region=region, country=country, language=language,
        birthday=date.fromisoformat(birthday) if isinstance(birthday, str) else birthday,
        traits=json.decode(traits) if isinstance(traits, str) else traits, search_text=search_text, pk=pk,
    )  # fmt: skip


def update_rows(customers: Sequence[Draft]) -> None:
    """Write what can be told about these customers, who are in the database."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        cursor.executemany(_UPDATE, [(*_told(customer, vendor), customer.pk) for customer in customers])


def insert_rows(customers: Sequence[Draft]) -> list[int]:
    """Put new customers into the database; returns their ids, in order."""
    vendor = connection.vendor
    made: list[int] = []
    with connection.cursor() as cursor:
        for first in range(0, len(customers), _AT_ONCE):
            part = customers[first : first + _AT_ONCE]
            values = [
                value
                for customer in part
                for value in (*_told(customer, vendor), customer.kind, sql_values.moment(customer.created_at, vendor))
            ]
            cursor.execute(_INSERT + ", ".join([_ROW] * len(part)) + " RETURNING id", values)
            # Ids are given in the order of the rows; in which order they are returned, no database promises.
            made += sorted(row[0] for row in cursor.fetchall())
    return made
