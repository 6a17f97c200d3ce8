"""Segments: a name for some customers, who belongs to each now and since when, and how large each was day by day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from regulars.know.customers.models import Customer


class Segment(models.Model):
    """One segment: whoever fits a rule, or whoever was put on a list by hand.

    `size` and the members are what the worker last found; `counted_at` is when it last looked at everybody, None until
    it did since the segment was made or its rule changed. `due` asks it to look at everybody again. `problem` says why it
    cannot: a field of the rule is gone. One that is removed keeps its row until its members are cleared away.
    """

    class Kind(models.TextChoices):
        RULE = "rule", "Whoever fits a rule"
        LIST = "list", "A list kept by hand"

    name = models.CharField(max_length=60)
    description = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.RULE)
    rule = models.JSONField(default=dict, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="segments")
    # Whether every colleague finds it; else only its owner.
    shared = models.BooleanField(default=True)
    # The key of the ready-made one it began as, or `proposal`, or nothing.
    made_from = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    counted_day = models.DateField(null=True)
    due = models.BooleanField(default=True)
    problem = models.CharField(max_length=300, blank=True)
    # What sets its people apart and whom it shares with others, as the worker last found it, and on which business day.
    portrait = models.JSONField(default=dict, blank=True)
    portrait_day = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["due"], name="segment_due", condition=Q(due=True))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_list(self) -> bool:
        """Whether people are put on it by hand."""
        return self.kind == self.Kind.LIST


class Proposal(models.Model):
    """Groups that clustering proposes as segments: one row, the last answer. `answer` is what `clustering.propose` found;
    `asked_at` is set while somebody waits for a new one."""

    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"proposal of {self.answered_at}"


class SegmentEntry(models.Model):
    """A customer on a list that is kept by hand. It stays with the part it was told of when customers are merged."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="entries", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="segment_entries")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["segment", "customer"], name="segment_entry_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} on list {self.segment_id}"


class SegmentMember(models.Model):
    """One customer (never a merged part) in one segment. Derived: what the rule or the list says, kept for pages to read.

    The key is the pair itself and no number of its own: there may be millions (see migration 0001).
    """

    pk = models.CompositePrimaryKey("segment_id", "customer_id")
    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, related_name="members", db_index=False, db_constraint=False
    )
    customer_id = models.BigIntegerField()
    since = models.DateField()

    class Meta:
        indexes = [Index(fields=["customer_id"], name="segment_member_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.segment_id} since {self.since}"


class SegmentDay(models.Model):
    """How large a segment was at the end of a business day, and how many came and went on it."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    size = models.PositiveIntegerField()
    entered = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [UniqueConstraint(fields=["segment", "day"], name="segment_day_once")]

    def __str__(self) -> str:
        return f"{self.segment_id} on {self.day}: {self.size}"
