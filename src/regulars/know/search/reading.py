"""Customers as a search reads them: with what they are matched by and shown as, in one statement with the search itself.

They are written as plain SQL: a search is a handful of statements, and building each anew would take longer than it runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django.db import connection
from django.db.backends.utils import CursorWrapper

from regulars.know.customers.models import Customer

if TYPE_CHECKING:
    from regulars.store.postgresql.base import DatabaseWrapper

Values = Sequence[str | int | list[str] | list[int]]
# In the order the model has them; what else a customer has is left where it is.
_NAMES = ("id", "kind", "known", "name", "name_key", "email", "phone", "city", "search_text", "merged_into_id")
COLUMNS = ", ".join(f"customers_customer.{name}" for name in _NAMES)


def read(ids: str, values: Values = (), *, planned: bool = True) -> list[Customer]:
    """Those whose ids the statement `ids` gives, newest first."""
    # An array is made before anything else is looked at, whatever the planner thinks how many there will be.
    among = f"= ANY(ARRAY({ids}))" if connection.vendor == "postgresql" else f"IN ({ids})"
    return told(rows(f"SELECT {COLUMNS} FROM customers_customer WHERE id {among} ORDER BY id DESC", values, planned))


def read_ids(ids: Collection[int]) -> list[Customer]:
    """Those with these ids, newest first."""
    if connection.vendor == "postgresql":
        return read("SELECT unnest(%s::bigint[])", [list(ids)])
    return read(", ".join(["%s"] * len(ids)), list(ids), planned=False)


def read_beginning(text: str, most: int, *, with_name: bool) -> list[Customer]:
    """Those whose name begins so, by name, through an index of their order; only of those `with_name` where asked.

    Who has no name stands in that order by address, number or id.
    """
    key = 'name_key COLLATE "C"' if connection.vendor == "postgresql" else "name_key"
    named = "AND name <> '' " if with_name else ""
    sql = (
        f"SELECT {COLUMNS} FROM customers_customer WHERE known AND merged_into_id IS NULL {named}"
        f"AND {key} >= %s AND {key} < %s ORDER BY {key}, id LIMIT %s"
    )
    return told(rows(sql, (text, text + chr(0x10FFFF), most)))


def rows(sql: str, values: Values, planned: bool = True) -> list[tuple[Any, ...]]:
    """What a statement gives; PostgreSQL keeps the plan of one that is `planned`, which its text should be worth."""
    with _cursor(planned) as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def told(found: Iterable[tuple[Any, ...]]) -> list[Customer]:
    """Rows that begin with COLUMNS as customers, each with whom it was merged into."""
    width = len(_NAMES)
    customers = [Customer.from_db(connection.alias, _NAMES, row[:width]) for row in found]
    roots = {customer.merged_into_id for customer in customers if customer.merged_into_id}
    if roots:
        # Few are merged: joining them to every row would double what is read.
        known = {root.pk: root for root in read_ids(roots)}
        for customer in customers:
            if customer.merged_into_id:
                customer.merged_into = known[customer.merged_into_id]
    return customers


def _cursor(planned: bool) -> CursorWrapper:
    if planned and connection.vendor == "postgresql":
        return cast("DatabaseWrapper", connection).planned_cursor()
    return connection.cursor()
