"""Makes the folder a Django app."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "regulars.know.consents"
