"""Makes the folder a Django app."""

from django.apps import AppConfig


class InputsConfig(AppConfig):
    name = "regulars.understand.inputs"
