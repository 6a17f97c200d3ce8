"""Makes the folder a Django app."""

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "regulars.understand.targets"
