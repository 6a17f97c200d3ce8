"""Makes the folder a Django app."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "regulars.understand.boards"
