"""Saved views: which customers, with which columns, in which order, under a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index

from regulars.access.users.models import Team


class SavedView(models.Model):
    """One view. It belongs to whoever made it and is shown to them, to a team, or to everybody.

    What it leads to is asked anew each time, as whoever looks: sharing a view shares no customer.
    """

    class Shared(models.TextChoices):
        MINE = "mine", "Only me"
        TEAM = "team", "A team"
        ALL = "all", "Everybody"

    name = models.CharField(max_length=60)
    rule = models.JSONField(default=dict, blank=True)
    columns = models.JSONField(default=list, blank=True)
    # An order's key, with a minus in front where it goes down; empty for how the list begins.
    order = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="views")
    shared = models.CharField(max_length=4, choices=Shared.choices, default=Shared.MINE)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="views")
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [Index(fields=["position", "id"], name="view_in_order")]

    def __str__(self) -> str:
        return self.name
