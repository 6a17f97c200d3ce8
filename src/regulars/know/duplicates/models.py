"""Pairs of customers who may be one, the models that found them, and what the owner chose."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Index, Q

from regulars.know.customers.models import Customer


class Pair(models.Model):
    """Two customers found alike, `left` the one with the lower number. One row for ever: what was decided is remembered.

    `weight` is the score in doublings of the odds, by which the queue is sorted; `steps` says which step each comparison
    is at (comparison -> level of `matching.comparisons`).
    """

    class State(models.TextChoices):
        OPEN = "open", "To be judged"
        SAME = "same", "Judged the same, not merged yet"
        DIFFERENT = "different", "Different customers"
        MERGED = "merged", "Merged"

    kind = models.CharField(max_length=8, choices=Customer.Kind.choices)
    left = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    right = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    score = models.FloatField()
    weight = models.FloatField()
    steps = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    # The merge that carried the decision out (regulars.know.merges), for taking it back.
    merge_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="pair_in_order"),
        ]
        indexes = [
            Index(fields=["-weight", "-id"], name="pair_queue", condition=Q(state="open")),
            Index(fields=["-decided_at", "-id"], name="pair_decided", condition=Q(decided_at__isnull=False)),
            Index(fields=["right", "left"], name="pair_by_right"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.left_id} and {self.right_id}: {self.state}"


class TrainedModel(models.Model):
    """What was learned of the company's own customers; the newest of a kind is in use."""

    kind = models.CharField(max_length=8, choices=Customer.Kind.choices)
    made_at = models.DateTimeField()
    customers = models.IntegerField()
    pairs = models.BigIntegerField()
    expected = models.FloatField()
    rounds = models.IntegerField()
    references = models.JSONField(default=list)
    model = models.JSONField()

    class Meta:
        indexes = [Index(fields=["kind", "-made_at"], name="model_newest")]

    def __str__(self) -> str:
        return f"{self.kind} model of {self.customers} customers"


class Round(models.Model):
    """One search for duplicates among the persons or the companies; the newest says from where the next goes on."""

    kind = models.CharField(max_length=8, choices=Customer.Kind.choices)
    began_at = models.DateTimeField()
    seconds = models.FloatField()
    whole = models.BooleanField()
    customers = models.IntegerField()
    compared = models.IntegerField()
    pairs = models.BigIntegerField()
    found = models.IntegerField()
    merged = models.IntegerField(default=0)

    class Meta:
        indexes = [Index(fields=["kind", "-began_at"], name="round_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.began_at:%Y-%m-%d %H:%M}: {self.found} found"


class Choice(models.Model):
    """What the business chose; one row, and the defaults where there is none."""

    review = models.FloatField(default=0.5)
    automatic = models.FloatField(default=0.9999)
    merges_alone = models.BooleanField(default=False)
    # How far the timeline was when duplicates were last looked for: nothing new there, nothing to look for.
    seen_line = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"shown from {self.review}, merged from {self.automatic}: {self.merges_alone}"
