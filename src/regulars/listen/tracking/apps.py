"""Makes the folder a Django app."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "regulars.listen.tracking"
