"""Makes the folder a Django app. Django's own sessions app has the label `sessions`, and older databases its migrations."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "regulars.access.sessions"
    label = "access_sessions"
