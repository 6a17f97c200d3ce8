"""Makes the folder a Django app."""

from django.apps import AppConfig


class TagsConfig(AppConfig):
    name = "regulars.know.tags"
