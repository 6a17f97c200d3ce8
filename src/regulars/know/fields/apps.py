"""Makes the folder a Django app."""

from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "regulars.know.fields"
