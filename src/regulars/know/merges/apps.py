"""Makes the folder a Django app."""

from django.apps import AppConfig


class MergesConfig(AppConfig):
    name = "regulars.know.merges"
