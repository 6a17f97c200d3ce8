"""Makes the folder a Django app."""

from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "regulars.know.views"
