"""The words of names and the pairs of signs, kept by the database itself beside the customers."""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from regulars.know.search import index_sql


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    sqlite = editor.connection.vendor == "sqlite"
    keep, fill = (
        (index_sql.SQLITE, index_sql.SQLITE_FILL) if sqlite else (index_sql.POSTGRESQL, index_sql.POSTGRESQL_FILL)
    )
    for statement in (*keep, *fill):
        editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    sqlite = editor.connection.vendor == "sqlite"
    for statement in index_sql.SQLITE_BACK if sqlite else index_sql.POSTGRESQL_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("customers", "0003_care_and_address")]
    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(db_index=True, max_length=200)),
                ("customer_id", models.BigIntegerField(db_index=True)),
            ],
            options={"verbose_name": "word of a name", "verbose_name_plural": "words of names"},
        ),
        migrations.CreateModel(
            name="Pair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pair", models.CharField(max_length=2)),
                ("customer_id", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["pair", "customer_id"], name="search_pair_of_customer")],
            },
        ),
        migrations.RunPython(make, drop),
    ]
