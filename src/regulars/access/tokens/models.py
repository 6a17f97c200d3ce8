"""API tokens: they let a program act for a colleague, within scopes."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Token(models.Model):
    """Only the hash is kept. Its permissions are those scopes its colleague's role still allows."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    scopes = models.JSONField(default=list)
    hint = models.CharField(max_length=4)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} (…{self.hint})"

    @property
    def actor(self) -> str:
        """How the timeline and the audit name this token."""
        return f"token:{self.pk}"
