"""Makes the folder a Django app."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "regulars.listen.imports"
