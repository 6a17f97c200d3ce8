"""What is to be done again and again, and when: the table is the queue."""

from __future__ import annotations

from django.db import models


class PeriodicJob(models.Model):
    """One job of the worker.

    It is due from `due_at` on. Whoever does it claims it until `claimed_until` under a token of its own and keeps
    extending that; a worker that was killed stops extending, and another takes over.
    """

    name = models.CharField(max_length=64, primary_key=True)
    due_at = models.DateTimeField()
    claim = models.CharField(max_length=64, blank=True)
    claimed_until = models.DateTimeField(null=True)
    last_run_at = models.DateTimeField(null=True)
    last_seconds = models.FloatField(null=True)
    # In a row; 0 after a success.
    failures = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.name} due {self.due_at:%Y-%m-%d %H:%M}"
