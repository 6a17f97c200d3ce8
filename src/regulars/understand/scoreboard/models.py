"""The scoreboard as it was last computed."""

from __future__ import annotations

from django.db import models


class Snapshot(models.Model):
    """One computed scoreboard: `payload` is a `board.Board` as JSON. The newest is shown; older ones are removed."""

    as_of = models.DateField()
    lake_version = models.CharField(max_length=200)
    computed_at = models.DateTimeField()
    payload = models.TextField()

    def __str__(self) -> str:
        return f"as of {self.as_of}, {self.lake_version}"
