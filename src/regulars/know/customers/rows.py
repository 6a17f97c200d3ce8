"""Writing many customers at once, by statements prepared once: a tenth of the time the ORM takes for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from regulars.kit import sql_values
from regulars.know.customers.models import Customer

_TOLD = (
    "known",
    "name",
    "name_key",
    "email",
    "phone",
    "city",
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
_ROW = f"({', '.join(['%s'] * len(_MADE))})"
# Rows of one INSERT: few enough for every driver's bound on parameters.
_AT_ONCE = 50


def _told(customer: Customer, vendor: str) -> tuple[Any, ...]:
    c = customer
    traits = sql_values.json_text(c.traits) if c.traits else "{}"
    return (
        c.known, c.name, c.name_key, c.email, c.phone, c.city, c.country, c.language, sql_values.day(c.birthday, vendor),
        traits, c.search_text, sql_values.moment(c.changed_at, vendor),
    )  # fmt: skip


def update_rows(customers: Sequence[Customer]) -> None:
    """Write what can be told about these customers, who are in the database."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        cursor.executemany(_UPDATE, [(*_told(customer, vendor), customer.pk) for customer in customers])


def insert_rows(customers: Sequence[Customer]) -> list[int]:
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
