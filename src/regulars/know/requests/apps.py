"""Makes the folder a Django app."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "regulars.know.requests"
