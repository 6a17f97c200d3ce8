"""The ledger, which the database itself keeps from being rewritten; and quiet hours to begin with."""

from __future__ import annotations

from datetime import time

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# A line may go only while a permit for its customer or its import stands, which is put up and taken down within one
# transaction: nobody else ever sees it. Words that were shown never change.
_PERMIT = """EXISTS (SELECT 1 FROM consents_ledgerpermit AS permit
    WHERE permit.customer_id = OLD.customer_id OR (permit.actor <> '' AND permit.actor = OLD.actor))"""
_ERASING = "EXISTS (SELECT 1 FROM consents_ledgerpermit)"
_SQLITE = "SELECT RAISE(ABORT, 'the ledger of consents only grows'); END"
SQLITE = (
    f"CREATE TRIGGER consent_stays BEFORE DELETE ON consents_consentline WHEN NOT {_PERMIT} BEGIN {_SQLITE}",
    f"CREATE TRIGGER consent_unchanged BEFORE UPDATE ON consents_consentline BEGIN {_SQLITE}",
    f"CREATE TRIGGER wording_stays BEFORE DELETE ON consents_wording WHEN NOT {_ERASING} BEGIN {_SQLITE}",
    f"CREATE TRIGGER wording_unchanged BEFORE UPDATE ON consents_wording BEGIN {_SQLITE}",
)
# Words that were read out to one person may name them: they go with the lines of the one who is erased.
POSTGRESQL = (
    "CREATE FUNCTION consents_grow() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger of consents only grows'; END $$",
    "CREATE FUNCTION consents_permitted() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF {_PERMIT} THEN RETURN OLD; END IF; RAISE EXCEPTION 'the ledger of consents only grows'; END $$",
    "CREATE TRIGGER consent_stays BEFORE DELETE ON consents_consentline FOR EACH ROW EXECUTE FUNCTION consents_permitted()",
    "CREATE TRIGGER consent_unchanged BEFORE UPDATE ON consents_consentline FOR EACH ROW EXECUTE FUNCTION consents_grow()",
    "CREATE FUNCTION consents_erasing() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF {_ERASING} THEN RETURN OLD; END IF; RAISE EXCEPTION 'the ledger of consents only grows'; END $$",
    "CREATE TRIGGER wording_stays BEFORE DELETE ON consents_wording FOR EACH ROW EXECUTE FUNCTION consents_erasing()",
    "CREATE TRIGGER wording_unchanged BEFORE UPDATE ON consents_wording FOR EACH ROW EXECUTE FUNCTION consents_grow()",
)
TRIGGERS = {
    "consent_stays": "consents_consentline",
    "consent_unchanged": "consents_consentline",
    "wording_stays": "consents_wording",
    "wording_unchanged": "consents_wording",
}


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    there = editor.connection.vendor == "postgresql"
    for name, table in TRIGGERS.items():
        editor.execute(f"DROP TRIGGER {name}{f' ON {table}' if there else ''}")
    for name in ("consents_grow", "consents_permitted", "consents_erasing") if there else ():
        editor.execute(f"DROP FUNCTION {name}")


def leave_in_peace(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Quiet hours to begin with: nobody is rung up or sent texts at night. They can be changed like any others."""
    hours = apps.get_model("consents", "QuietHours")
    for channel in ("phone", "sms", "chat"):
        hours.objects.create(channel=channel, weekdays=list(range(7)), starts=time(20), ends=time(8))


class Migration(migrations.Migration):
    dependencies = [("consents", "0001_initial")]
    operations = [
        migrations.RunPython(guard, unguard),
        migrations.RunPython(leave_in_peace, migrations.RunPython.noop),
    ]
