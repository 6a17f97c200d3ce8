"""Merges: two customers who turned out to be one, and whether that was undone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from regulars.know.customers.models import Customer


class Merge(models.Model):
    """The loser became a part of the winner. Nothing moved: a link was made, and the winner's profile was blended.

    `changes` is field -> the winner's [before, after]; `moved` are the rows that were parts of the loser and came along.
    """

    winner = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    loser = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    moved = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["winner", "id"], name="merge_of_winner"),
            models.Index(fields=["loser", "id"], name="merge_of_loser"),
        ]
        constraints = [
            # Whoever is a part already cannot be merged again before that is undone.
            models.UniqueConstraint(fields=["loser"], condition=Q(undone_at=None), name="merged_once"),
        ]

    def __str__(self) -> str:
        return f"customer {self.loser_id} into {self.winner_id}"
