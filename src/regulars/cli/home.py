"""Getting the program ready to work on its data: Django, the folder, the tables."""

from __future__ import annotations

import os


def ready() -> None:
    """Load Django and bring the database to this version's tables. Fast when there is nothing to do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.settings")
    import django
    from django.conf import settings

    settings.REGULARS_HOME.mkdir(parents=True, exist_ok=True)
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
