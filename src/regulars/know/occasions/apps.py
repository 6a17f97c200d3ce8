"""Makes the folder a Django app."""

from django.apps import AppConfig


class OccasionsConfig(AppConfig):
    name = "regulars.know.occasions"
