"""Write keys: what lets a site, an app or a till send calls."""

from __future__ import annotations

from django.db import models


class WriteKey(models.Model):
    """One sender. Only the hash of its key is kept; `hint`, its last four characters, lets people tell keys apart.

    `source` names the sender on the timeline and in external ids for ever, so it stays when the key is revoked.
    """

    name = models.CharField(max_length=100)
    source = models.SlugField(max_length=50, unique=True)
    hint = models.CharField(max_length=4)
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} (…{self.hint})"
