"""The pages as a Django application: it has templates and static files, and no tables."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The face of the program."""

    name = "regulars.web"
    label = "web"
