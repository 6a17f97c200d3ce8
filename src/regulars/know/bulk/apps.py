"""Makes the folder a Django app."""

from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "regulars.know.bulk"
