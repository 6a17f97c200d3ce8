"""The audit, which the database itself keeps from being rewritten."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Erasing a person may blank what lines say about them; nothing else ever changes.
_BLANKING = """NEW.about = '' AND {empty} AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.actor = OLD.actor
    AND NEW.address = OLD.address AND NEW.name = OLD.name AND NEW.customer_id {same} OLD.customer_id"""
SQLITE = (
    "CREATE TRIGGER audit_stays BEFORE DELETE ON timeline_auditline BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END",
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON timeline_auditline WHEN NOT ("
    + _BLANKING.format(empty="NEW.changes = '{}'", same="IS")
    + ") BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END",
)
SQLITE_BACK = ("DROP TRIGGER audit_stays", "DROP TRIGGER audit_unchanged")
POSTGRESQL = (
    "CREATE FUNCTION audit_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit only grows'; END $$",
    "CREATE TRIGGER audit_stays BEFORE DELETE ON timeline_auditline FOR EACH ROW EXECUTE FUNCTION audit_grows()",
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON timeline_auditline FOR EACH ROW WHEN (NOT ("
    + _BLANKING.format(empty="NEW.changes = '{}'::jsonb", same="IS NOT DISTINCT FROM")
    + ")) EXECUTE FUNCTION audit_grows()",
)
POSTGRESQL_BACK = (
    "DROP TRIGGER audit_stays ON timeline_auditline",
    "DROP TRIGGER audit_unchanged ON timeline_auditline",
    "DROP FUNCTION audit_grows",
)


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE_BACK if editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0002_reading_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=64)),
                ("address", models.CharField(blank=True, max_length=45)),
                ("name", models.CharField(max_length=64)),
                ("customer_id", models.BigIntegerField(null=True)),
                ("about", models.CharField(blank=True, max_length=200)),
                ("changes", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("customer_id__isnull", False)),
                        fields=["customer_id", "id"],
                        name="audit_of_customer",
                    ),
                    models.Index(fields=["actor", "id"], name="audit_by_actor"),
                    models.Index(fields=["name", "id"], name="audit_by_name"),
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
