"""The scoreboard as it was last computed."""

from __future__ import annotations

from django.db import models


class Snapshot(models.Model):
    """One computed scoreboard: `payload` is a `board.Board` as JSON. The newest is shown; older ones are removed."""

    as_of = models.DateField()
    lake_version = models.CharField(max_length=200)
    computed_at = models.DateTimeField()
    payload = models.TextField()
    # Where the look at the lake lies of which the kept sums are; null where none are kept.
    place = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"as of {self.as_of}, {self.lake_version}"


class Sum(models.Model):
    """Rows of sums over customers as JSON (`adding`), of the look at the lake called `lake_version`.

    `name` stands for everything they depend on beside the look, so what is asked otherwise is another one.
    """

    name = models.CharField(max_length=100, primary_key=True)
    lake_version = models.CharField(max_length=200, db_index=True)
    rows = models.TextField()

    def __str__(self) -> str:
        return f"{self.name} of {self.lake_version}"
