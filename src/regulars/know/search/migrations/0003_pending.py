"""PostgreSQL gathers what is new in an index of this kind in a list that every search reads through: a short one."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Kilobytes; the database's own 4 MB cost each search tens of milliseconds. New words are few: theirs are not gathered.
SHORT = (
    "ALTER INDEX customer_search SET (gin_pending_list_limit = 256)",
    "ALTER INDEX customer_name_words SET (gin_pending_list_limit = 256)",
    "ALTER INDEX search_word_keys SET (fastupdate = off)",
    "SELECT gin_clean_pending_list(name::regclass) FROM unnest("
    "ARRAY['customer_search', 'customer_name_words', 'search_word_keys']) AS name",
)
BACK = (
    "ALTER INDEX customer_search RESET (gin_pending_list_limit)",
    "ALTER INDEX customer_name_words RESET (gin_pending_list_limit)",
    "ALTER INDEX search_word_keys RESET (fastupdate)",
)


def shorten(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SHORT if editor.connection.vendor == "postgresql" else ():
        editor.execute(statement)


def lengthen(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in BACK if editor.connection.vendor == "postgresql" else ():
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_names")]
    operations = [migrations.RunPython(shorten, lengthen)]
