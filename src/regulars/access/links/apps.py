"""Makes the folder a Django app."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "regulars.access.links"
