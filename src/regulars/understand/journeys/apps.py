"""Makes the folder a Django app."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "regulars.understand.journeys"
