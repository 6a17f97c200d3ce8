"""Makes the folder a Django app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "regulars.know.search"
