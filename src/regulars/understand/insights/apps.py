"""Makes the folder a Django app."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "regulars.understand.insights"
