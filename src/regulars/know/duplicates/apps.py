"""Makes the folder a Django app."""

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "regulars.know.duplicates"
