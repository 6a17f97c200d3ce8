"""Links that let somebody in once: the first administrator, an invited colleague, a look at the demo."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class OneTimeLink(models.Model):
    """Only the hash of its token is kept; whoever holds the token may use it once before it expires."""

    class Purpose(models.TextChoices):
        SETUP = "setup", "Make the first administrator"
        INVITE = "invite", "Join as a colleague"
        ENTER = "enter", "Log in without a password"

    purpose = models.CharField(max_length=6, choices=Purpose.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=10, blank=True)
    team_ids = models.JSONField(default=list, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} link until {self.expires_at:%Y-%m-%d %H:%M}"
