"""Makes the folder a Django app."""

from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "regulars.understand.digests"
