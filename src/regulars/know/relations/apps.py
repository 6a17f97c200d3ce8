"""Makes the folder a Django app."""

from django.apps import AppConfig


class RelationsConfig(AppConfig):
    name = "regulars.know.relations"
