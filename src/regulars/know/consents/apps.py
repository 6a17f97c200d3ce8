"""Makes the folder a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConsentsConfig(AppConfig):
    name = "regulars.know.consents"

    def ready(self) -> None:
        """Django's own hook for rows that a migrated database has to hold."""
        from regulars.know.consents.ready_made import make_missing  # noqa: PLC0415 -- models load after the apps

        post_migrate.connect(make_missing, sender=self, dispatch_uid="ready-made purposes")
