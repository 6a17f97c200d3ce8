"""Journeys as colleagues named them, what they noted at pain points, and the maps that the worker drew."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q, UniqueConstraint


class Journey(models.Model):
    """One journey. `version` counts its changes: a map of an older version is out of date.

    `kind` is the ready-made one it began as. Without archived_at it is in use. `weights` are those of `definition.Weights`.
    """

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, blank=True)
    pause_days = models.PositiveSmallIntegerField(default=60)
    session_minutes = models.PositiveIntegerField(default=30)
    mood_days = models.PositiveSmallIntegerField(default=14)
    weights = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """One stage of a journey; they stand in the order of `position`."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name


class Touchpoint(models.Model):
    """One touchpoint of a stage, and by what interactions it is recognised: see `definition.Touchpoint`.

    `owner` and `note` are of the pain point that it is: who sees to it, and what was found or decided.
    """

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="touchpoints")
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    names = models.JSONField(default=list)
    channels = models.JSONField(default=list, blank=True)
    prop = models.CharField(max_length=60, blank=True)
    op = models.CharField(max_length=10, default="is")
    value = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=100, blank=True)
    patience_hours = models.FloatField(null=True)
    may_end = models.BooleanField(default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="touchpoints"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name


class Drawing(models.Model):
    """A map that was asked for: `asked` says of what (`asking.Asked` as text), `payload` is a `figures.Map` as JSON.

    A derived copy. While it is `due` it waits or is being drawn (`begun_at`, `step`), and what was drawn before stays;
    `problem` says why it could not be drawn. The payload is empty where there was nothing to draw.
    """

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="drawings", db_index=False)
    asked = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    due = models.BooleanField(default=True)
    begun_at = models.DateTimeField(null=True)
    step = models.PositiveSmallIntegerField(default=0)
    drawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    lake_version = models.CharField(max_length=200, blank=True)
    as_of = models.DateField(null=True)
    payload = models.TextField(blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["journey", "asked"], name="drawing_once")]
        indexes = [Index(fields=["asked_at"], name="drawing_waits", condition=Q(due=True))]

    def __str__(self) -> str:
        return f"journey {self.journey_id}: {self.asked}"
