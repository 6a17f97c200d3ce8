"""Indexes by which lists are sorted and narrowed by town, country and birthday. They stand with the views that need them;
plain statements, as the table of customers is never made anew."""

from __future__ import annotations

from django.db import migrations

COLUMNS = ("city", "country", "birthday")


def index(column: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE INDEX customer_by_{column} ON customers_customer ({column}, id) WHERE known AND merged_into_id IS NULL",
        f"DROP INDEX customer_by_{column}",
    )


class Migration(migrations.Migration):
    dependencies = [("views", "0001_initial"), ("customers", "0003_care_and_address")]

    operations = [index(column) for column in COLUMNS]
