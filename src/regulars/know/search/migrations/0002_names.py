"""An index of the whole words of names."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from regulars.know.search import names_sql


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    sqlite = editor.connection.vendor == "sqlite"
    for statement in names_sql.SQLITE if sqlite else names_sql.POSTGRESQL:
        editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    sqlite = editor.connection.vendor == "sqlite"
    for statement in names_sql.SQLITE_BACK if sqlite else names_sql.POSTGRESQL_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_words")]
    operations = [migrations.RunPython(make, drop)]
