"""Makes the folder a Django app."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "regulars.understand.segments"
