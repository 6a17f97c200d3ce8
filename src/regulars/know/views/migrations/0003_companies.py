"""Companies are few among persons: the usual orders of a list of them have indexes of their own."""

from __future__ import annotations

from typing import Any

from django.db import migrations

ORDERS = {"heard": "last_heard_at DESC{}, id DESC", "name": "name_key, id", "country": "country, id"}


def add(apps: Any, editor: Any) -> None:
    # As the index of everybody's: so that the same order is recognised.
    last = " NULLS LAST" if editor.connection.vendor == "postgresql" else ""
    for name, columns in ORDERS.items():
        editor.execute(
            f"CREATE INDEX company_by_{name} ON customers_customer ({columns.format(last)}) "
            "WHERE kind = 'company' AND known AND merged_into_id IS NULL"
        )


def take_off(apps: Any, editor: Any) -> None:
    for name in ORDERS:
        editor.execute(f"DROP INDEX company_by_{name}")


class Migration(migrations.Migration):
    dependencies = [("views", "0002_orders"), ("customers", "0003_care_and_address")]

    operations = [migrations.RunPython(add, take_off)]
