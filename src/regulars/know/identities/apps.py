"""Makes the folder a Django app."""

from django.apps import AppConfig


class IdentitiesConfig(AppConfig):
    name = "regulars.know.identities"
