"""The record of what happened, to whom, and when; and how far each consumer has read it."""

from __future__ import annotations

from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from regulars.kit.money_field import MoneyField
from regulars.timeline.transaction_id import TransactionId


class Interaction(models.Model):
    """One line of the timeline. Never changed; corrections are new lines.

    `customer_id` is a plain number: the record stands below the people it speaks of. It stays the customer who was
    heard at the time; whoever reads follows the links of merged customers. Null is a sale or visit of nobody known.
    """

    customer_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)
    channel = models.CharField(max_length=32)
    direction = models.CharField(max_length=8)
    occurred_at = models.DateTimeField()
    business_day = models.DateField()
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=64)
    source_id = models.CharField(max_length=200)
    amount = MoneyField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    properties = models.JSONField(default=dict)
    actor = models.CharField(max_length=64, blank=True)
    transaction = models.BigIntegerField(db_default=TransactionId())

    class Meta:
        constraints = [UniqueConstraint(fields=["source", "source_id"], name="interaction_told_once")]
        indexes = [
            # Serves a customer's timeline newest first; anonymous sales are read by the lake only.
            Index(
                fields=["customer_id", "occurred_at", "id"],
                name="interaction_of_customer",
                condition=Q(customer_id__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.occurred_at:%Y-%m-%d %H:%M}"


class Cursor(models.Model):
    """How far one consumer has read: everything up to (`transaction`, `interaction`) is done."""

    consumer = models.CharField(max_length=64, primary_key=True)
    transaction = models.BigIntegerField(default=0)
    interaction = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.consumer} at {self.transaction}/{self.interaction}"


class AuditLine(models.Model):
    """Who did or looked at what, when, from where. Rows are only ever added; the database refuses the rest.

    `name` is that of the interaction it stands beside, or one of `regulars.timeline.audit.LOOKS`. `changes` is field ->
    [before, after]. Erasing a person blanks `about` and `changes` of the lines that speak of them, and nothing else.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    name = models.CharField(max_length=64)
    customer_id = models.BigIntegerField(null=True)
    about = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)

    class Meta:
        indexes = [
            Index(fields=["customer_id", "id"], name="audit_of_customer", condition=Q(customer_id__isnull=False)),
            Index(fields=["actor", "id"], name="audit_by_actor"),
            Index(fields=["name", "id"], name="audit_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.name} {self.at:%Y-%m-%d %H:%M}"
