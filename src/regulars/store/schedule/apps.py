"""Makes the folder a Django app."""

from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "regulars.store.schedule"
