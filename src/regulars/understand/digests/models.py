"""Numbers by mail: what, when, to which colleagues, and what became of each mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from regulars.understand.boards.models import Board


class Digest(models.Model):
    """One scheduled mail: the scoreboard, or a board, every week or month at an hour of the business day.

    `next_at` is when it is due next; whoever sends it moves it on, and that is the claim.
    """

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", "Every week"
        MONTHLY = "monthly", "Every month"

    name = models.CharField(max_length=80)
    # None: the scoreboard.
    board = models.ForeignKey(Board, null=True, blank=True, on_delete=models.CASCADE, related_name="digests")
    rhythm = models.CharField(max_length=7, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    # 0 is Monday.
    weekday = models.PositiveSmallIntegerField(default=0)
    day = models.PositiveSmallIntegerField(default=1)
    hour = models.PositiveSmallIntegerField(default=7)
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="digests")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    paused = models.BooleanField(default=False)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [Index(fields=["next_at"], name="digest_due", condition=Q(paused=False))]

    def __str__(self) -> str:
        return self.name


class Sending(models.Model):
    """One mail of one period to one colleague. `due_at` None: nothing is to be done any more."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="sendings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # 2026-W47, 2026-11; test-… for one that somebody sent to themselves.
    period = models.CharField(max_length=40)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["digest", "period", "user"], name="digest_once_a_period")]
        indexes = [Index(fields=["due_at"], name="sending_due", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.digest_id} of {self.period} to {self.user_id}"
