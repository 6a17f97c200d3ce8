"""Addresses in full, and who looks after a customer.

The columns are added by plain statements: Django would copy the whole table on SQLite, and lose the triggers of the
search index on the way.
"""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TEXTS = {"street": 200, "postcode": 20, "region": 60}
REFERENCES = {"owner_id": "users_user", "team_id": "users_team"}


def add(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for name, length in TEXTS.items():
        editor.execute(f"ALTER TABLE customers_customer ADD COLUMN {name} varchar({length}) NOT NULL DEFAULT ''")
    for name, table in REFERENCES.items():
        editor.execute(
            f"ALTER TABLE customers_customer ADD COLUMN {name} bigint NULL REFERENCES {table} (id) "
            "DEFERRABLE INITIALLY DEFERRED"
        )
    kind = "datetime" if editor.connection.vendor == "sqlite" else "timestamp with time zone"
    editor.execute(f"ALTER TABLE customers_customer ADD COLUMN erased_at {kind} NULL")


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for name in (*TEXTS, *REFERENCES, "erased_at"):
        editor.execute(f"ALTER TABLE customers_customer DROP COLUMN {name}")


def cared_for(by: str) -> models.Index:
    """An index over the customers somebody looks after, in the list's first order."""
    condition = models.Q(("known", True), ("merged_into", None), (f"{by}__isnull", False))
    return models.Index(condition=condition, fields=[by, "-last_heard_at", "-id"], name=f"customer_of_{by}")


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_search"), ("users", "0002_teams_and_role_rules")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add, drop)],
            state_operations=[
                *(
                    migrations.AddField("customer", name, models.CharField(blank=True, max_length=length))
                    for name, length in TEXTS.items()
                ),
                *(
                    migrations.AddField(
                        "customer",
                        name,
                        models.ForeignKey(
                            db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=to
                        ),
                    )
                    for name, to in (("owner", settings.AUTH_USER_MODEL), ("team", "users.team"))
                ),
                migrations.AddField("customer", "erased_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddIndex("customer", cared_for("owner")),
        migrations.AddIndex("customer", cared_for("team")),
    ]
