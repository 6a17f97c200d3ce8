"""Makes the folder a Django app."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "regulars.know.notes"
