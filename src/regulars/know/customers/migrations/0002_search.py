"""The search index (FTS5 with trigrams on SQLite, pg_trgm on PostgreSQL, kept by the database itself), and the
index of the list's first order, in which customers never heard from come last on both databases."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# External content: the text stands once, in the customer's row. Visitors nobody knows have no text and no entry.
_LISTED = "WHERE known AND merged_into_id IS NULL"
SQLITE = (
    f"CREATE INDEX customer_by_heard ON customers_customer (last_heard_at DESC, id DESC) {_LISTED}",
    "CREATE VIRTUAL TABLE customer_search USING fts5("
    "search_text, content='customers_customer', content_rowid='id', tokenize='trigram case_sensitive 1', detail='full')",
    "CREATE TRIGGER customer_search_insert AFTER INSERT ON customers_customer WHEN new.search_text <> '' BEGIN "
    "INSERT INTO customer_search(rowid, search_text) VALUES (new.id, new.search_text); END",
    "CREATE TRIGGER customer_search_delete AFTER DELETE ON customers_customer WHEN old.search_text <> '' BEGIN "
    "INSERT INTO customer_search(customer_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER customer_search_update AFTER UPDATE OF search_text ON customers_customer "
    "WHEN old.search_text <> '' AND old.search_text <> new.search_text BEGIN "
    "INSERT INTO customer_search(customer_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER customer_search_update_new AFTER UPDATE OF search_text ON customers_customer "
    "WHEN new.search_text <> '' AND old.search_text <> new.search_text BEGIN "
    "INSERT INTO customer_search(rowid, search_text) VALUES (new.id, new.search_text); END",
)
SQLITE_BACK = (
    "DROP TRIGGER customer_search_insert",
    "DROP TRIGGER customer_search_delete",
    "DROP TRIGGER customer_search_update",
    "DROP TRIGGER customer_search_update_new",
    "DROP TABLE customer_search",
    "DROP INDEX customer_by_heard",
)
POSTGRESQL = (
    f"CREATE INDEX customer_by_heard ON customers_customer (last_heard_at DESC NULLS LAST, id DESC) {_LISTED}",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX customer_search ON customers_customer USING gin (search_text gin_trgm_ops) WHERE search_text <> ''",
)
POSTGRESQL_BACK = ("DROP INDEX customer_search", "DROP INDEX customer_by_heard")


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE_BACK if editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
