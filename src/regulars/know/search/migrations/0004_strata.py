"""PostgreSQL's indexes of texts and names know which ids are neighbours, so that the newest are found without the rest."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from regulars.know.search.index_sql import POSTGRESQL_STRATA, POSTGRESQL_STRATA_BACK


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_STRATA if editor.connection.vendor == "postgresql" else ():
        editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_STRATA_BACK if editor.connection.vendor == "postgresql" else ():
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_pending")]
    operations = [migrations.RunPython(make, drop)]
