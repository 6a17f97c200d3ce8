"""What persons ask about their data, what must be kept for the law, and how long anything is kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Index, Q


class PrivacyRequest(models.Model):
    """One request of a person. `customer_id` is a plain number: after an erasure it names nobody any more.

    `who` is what the person is called, for the list; erasing empties it. `proof` holds what was done: counts by room, the
    hash of the access file, when the lake was cleaned.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", "Wants to see their data"
        CORRECTION = "correction", "Wants something corrected"
        OBJECTION = "objection", "Objects to a use"
        ERASURE = "erasure", "Wants to be erased"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLEANING = "cleaning", "Erased, copies are being cleaned"
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    customer_id = models.BigIntegerField(db_index=True)
    who = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=200, blank=True)
    verified = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    received_at = models.DateTimeField()
    due_on = models.DateField()
    received_by = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, blank=True)
    outcome = models.TextField(blank=True)
    proof = models.JSONField(default=dict)
    file = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            Index(fields=["due_on", "id"], name="request_due", condition=Q(state__in=["open", "cleaning"])),
            Index(fields=["-id"], name="request_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.who or 'erased'})"


class Tombstone(models.Model):
    """An identity of somebody who was erased, as a salted hash: what was told before must not bring them back."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    erased_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"erased {self.erased_at:%Y-%m-%d}"


class LegalHold(models.Model):
    """A reason in law to keep a customer's data: neither a request nor retention erases them while it stands."""

    customer_id = models.BigIntegerField(db_index=True)
    reason = models.CharField(max_length=300)
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=64)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"hold on {self.customer_id}: {self.reason}"


class RetentionRule(models.Model):
    """How many months one kind of data is kept (regulars.know.requests.retention.KINDS); no row or 0: for good."""

    kind = models.CharField(max_length=20, primary_key=True)
    months = models.PositiveIntegerField(default=0)
    applied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind}: {self.months} months"
