"""A login that lasts: one browser of one colleague, which can be looked at and ended."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone


class UserSession(AbstractBaseSession):
    """Django's session with what a person needs to know it again. Nobody is logged in where `user` is empty."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions")
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=60, blank=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        """The store that reads and writes these."""
        from regulars.access.sessions.store import SessionStore  # noqa: PLC0415 -- the store imports this

        return SessionStore
