"""Boards that colleagues compose of tiles, and what the engine last answered for a tile."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index

from regulars.access.users.models import Team
from regulars.understand.segments.models import Segment


class Board(models.Model):
    """One board. It belongs to whoever made it and is shown to them, to a team, or to everybody who sees numbers.

    People on it are asked for anew each time, as whoever looks: sharing a board shares no customer.
    """

    class Shared(models.TextChoices):
        MINE = "mine", "Only me"
        TEAM = "team", "A team"
        ALL = "all", "Everybody"

    name = models.CharField(max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="boards")
    shared = models.CharField(max_length=4, choices=Shared.choices, default=Shared.MINE)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="boards")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [Index(fields=["name", "id"], name="board_by_name")]

    def __str__(self) -> str:
        return self.name


class Tile(models.Model):
    """One part of a board, in the order of `place`."""

    class Kind(models.TextChoices):
        NUMBER = "number", "A number"
        TREND = "trend", "How it went"
        BREAKDOWN = "breakdown", "Broken down"
        PEOPLE = "people", "The people behind it"
        COHORTS = "cohorts", "Cohorts"
        SEGMENT = "segment", "Size of a segment"
        TARGETS = "targets", "Targets"
        ALERTS = "alerts", "Alerts"
        TEXT = "text", "A text"

    class Size(models.TextChoices):
        SMALL = "small", "A third"
        HALF = "half", "Half"
        WIDE = "wide", "All of it"

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="tiles")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    size = models.CharField(max_length=5, choices=Size.choices, default=Size.SMALL)
    title = models.CharField(max_length=80, blank=True)
    metric = models.CharField(max_length=60, blank=True)
    window = models.CharField(max_length=30, default="12m")
    by = models.CharField(max_length=20, blank=True)
    segment = models.ForeignKey(Segment, null=True, blank=True, on_delete=models.CASCADE, related_name="tiles")
    text = models.TextField(blank=True)
    # What the engine answered, of which look at the lake; emptied when the tile is changed.
    answer = models.JSONField(null=True)
    answer_of = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [Index(fields=["board", "place", "id"], name="tile_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.metric or self.title}".strip()
