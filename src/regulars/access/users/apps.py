"""Makes the folder a Django app."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "regulars.access.users"
