"""Makes the folder a Django app."""

from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "regulars.timeline"
