"""Changes of many customers at once: what was asked for, how far it came, and what each customer had before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q

from regulars.know.customers.models import Customer


class BulkChange(models.Model):
    """One change of many. `what` says of which sort, `value` the rest (regulars.know.bulk.kinds).

    It is of the customers `chosen` (their ids), or, where that is null, of all whom `rule` fits when it is carried out.
    `position` is the id of the last customer that was passed: work that was interrupted goes on behind it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"
        FAILED = "failed", "Failed"

    what = models.CharField(max_length=12)
    value = models.JSONField(default=dict)
    rule = models.JSONField(default=dict, blank=True)
    chosen = models.JSONField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    position = models.BigIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    restored = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            Index(fields=["made_at"], name="bulk_due", condition=Q(state__in=["waiting", "running", "undoing"])),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.changed}"


class BulkRow(models.Model):
    """One customer of a change, with what they had and got, by which undoing sees whether somebody changed it since.

    `outcome` is set when the change was undone for them, or could not be.
    """

    class Outcome(models.TextChoices):
        CHANGED = "", "Changed"
        RESTORED = "restored", "As before"
        KEPT = "kept", "Changed since, left alone"
        REFUSED = "refused", "Could not be changed"

    change = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="rows", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "customer"], name="bulk_row_once")]

    def __str__(self) -> str:
        return f"customer {self.customer_id}: {self.before} -> {self.after}"
