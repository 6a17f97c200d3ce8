"""Search forgets what a customer was found by before it learns what they are found by now, on SQLite.

Two triggers did this, in an order that SQLite does not promise: where it learned first, forgetting took along the parts
that the old and the new text share. One trigger keeps the order; the index is made anew once.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

IN_ORDER = (
    "DROP TRIGGER customer_search_update",
    "DROP TRIGGER customer_search_update_new",
    "CREATE TRIGGER customer_search_update AFTER UPDATE OF search_text ON customers_customer "
    "WHEN old.search_text <> new.search_text BEGIN "
    "INSERT INTO customer_search(customer_search, rowid, search_text) "
    "SELECT 'delete', old.id, old.search_text WHERE old.search_text <> ''; "
    "INSERT INTO customer_search(rowid, search_text) "
    "SELECT new.id, new.search_text WHERE new.search_text <> ''; END",
    "INSERT INTO customer_search(customer_search) VALUES ('rebuild')",
)
BACK = (
    "DROP TRIGGER customer_search_update",
    "CREATE TRIGGER customer_search_update AFTER UPDATE OF search_text ON customers_customer "
    "WHEN old.search_text <> '' AND old.search_text <> new.search_text BEGIN "
    "INSERT INTO customer_search(customer_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER customer_search_update_new AFTER UPDATE OF search_text ON customers_customer "
    "WHEN new.search_text <> '' AND old.search_text <> new.search_text BEGIN "
    "INSERT INTO customer_search(rowid, search_text) VALUES (new.id, new.search_text); END",
)


def _run(statements: tuple[str, ...], editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for statement in statements:
            editor.execute(statement)


def mend(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(IN_ORDER, editor)


def undo(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(BACK, editor)


class Migration(migrations.Migration):
    dependencies = [("fields", "0001_initial"), ("customers", "0003_care_and_address")]
    operations = [migrations.RunPython(mend, undo)]
