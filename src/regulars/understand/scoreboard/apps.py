"""Makes the folder a Django app."""

from django.apps import AppConfig


class ScoreboardConfig(AppConfig):
    name = "regulars.understand.scoreboard"
