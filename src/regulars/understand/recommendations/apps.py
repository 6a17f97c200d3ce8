"""Makes the folder a Django app."""

from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "regulars.understand.recommendations"
