"""Targets of numbers, and alerts: a number moved more than chance allows, or will miss its target."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from regulars.understand.segments.models import Segment


class Target(models.Model):
    """What a metric shall be on a day: at least (up) or at most (down) `value`, taken over the `over` months up to it.

    Shares are kept in [0, 1], money in the scoreboard's currency. Below `state` stands what the worker last found: the
    figure as it stands, where it will be on the day with an interval that holds 80 of 100 outcomes, the chance that the
    target is met, and the figure at the ends of the months, for the picture.
    """

    class Direction(models.TextChoices):
        UP = "up", "At least"
        DOWN = "down", "At most"

    class Over(models.IntegerChoices):
        MONTH = 1, "The month up to that day"
        YEAR = 12, "The 12 months up to that day"

    class State(models.TextChoices):
        WAITING = "waiting", "Not looked at yet"
        UNTOLD = "untold", "Too early to tell"
        LIKELY = "likely", "Likely met"
        OPEN = "open", "Open"
        UNLIKELY = "unlikely", "Likely missed"
        MET = "met", "Met"
        MISSED = "missed", "Missed"

    metric = models.CharField(max_length=60)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.UP)
    value = models.FloatField()
    due = models.DateField()
    over = models.PositiveSmallIntegerField(choices=Over.choices, default=Over.YEAR)
    segment = models.ForeignKey(Segment, null=True, blank=True, on_delete=models.CASCADE, related_name="targets")
    note = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="targets")
    created_at = models.DateTimeField()

    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    stands = models.FloatField(null=True)
    foretold = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    chance = models.FloatField(null=True)
    how = models.CharField(max_length=6, blank=True)
    # [day, value] of the months' ends, oldest first.
    points = models.JSONField(default=list, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    as_of = models.DateField(null=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["due", "id"], name="target_by_day")]

    def __str__(self) -> str:
        return f"{self.metric} {self.get_direction_display().lower()} {self.value:g} by {self.due}"


class MonthLooked(models.Model):
    """A finished month in which every metric was looked at; those of the scoreboard are looked at with each of its refreshes."""

    month = models.CharField(max_length=7, primary_key=True)
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.month


class Alert(models.Model):
    """Something about a number that somebody should know. Raised once; closed when it is over or was put aside.

    `sentence` says what, `reason` who moved it. `effects`: for each way of grouping customers, what each group did to the
    figure (regulars.understand.targets.effects), which sums to the change since `since`.
    """

    class Kind(models.TextChoices):
        MOVED = "moved", "Moved more than chance allows"
        TARGET = "target", "Will miss its target"

    class Direction(models.TextChoices):
        UP = "up", "Up"
        DOWN = "down", "Down"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    metric = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    target = models.ForeignKey(Target, null=True, blank=True, on_delete=models.CASCADE, related_name="alerts")
    # The month it is about, and the one that the effects compare it with: 2026-03; empty for a target.
    month = models.CharField(max_length=7, blank=True)
    since = models.CharField(max_length=7, blank=True)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    # Whether this is good news; None where more is neither good nor bad.
    good = models.BooleanField(null=True)
    value = models.FloatField()
    expected = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    p = models.FloatField(null=True)
    sentence = models.CharField(max_length=400)
    reason = models.CharField(max_length=600, blank=True)
    effects = models.JSONField(default=dict, blank=True)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    put_aside_by = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            # Two workers that look at once raise it once.
            UniqueConstraint(
                fields=["metric"], condition=Q(kind="moved", closed_at=None), name="alert_moved_open_once"
            ),
            UniqueConstraint(
                fields=["target"], condition=Q(kind="target", closed_at=None), name="alert_target_open_once"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence
