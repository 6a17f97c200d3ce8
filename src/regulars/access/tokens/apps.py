"""Makes the folder a Django app."""

from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "regulars.access.tokens"
