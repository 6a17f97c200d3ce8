"""What the numbers say of one customer, kept beside the customer for lists and pages to read."""

from __future__ import annotations

from django.db import models
from django.db.models import Index

from regulars.kit.money_field import MoneyField


class CustomerInsight(models.Model):
    """One buyer or returner. Computed by the worker and written over: a derived copy, nobody's record.

    Days are business days; money is in `currency`, the scoreboard's. `expected` orders are of the next 52 weeks,
    `expected_90_days` of the next 90 days; they and `alive`, the chance of still being a customer, are null where the
    model of repeat buying could not be fitted or does not know the customer.
    """

    class Closeness(models.TextChoices):
        NEW = "new", "New"
        WARM = "warm", "Warm"
        COOLING = "cooling", "Cooling"
        DISTANT = "distant", "Distant"

    customer_id = models.BigIntegerField(primary_key=True)
    orders = models.PositiveIntegerField()
    revenue = MoneyField()
    currency = models.CharField(max_length=3, blank=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    returns = models.PositiveIntegerField(default=0)
    # Scores from 1 to 5 by the tie-safe rule; null for somebody who only returned.
    recency_score = models.PositiveSmallIntegerField(null=True)
    frequency_score = models.PositiveSmallIntegerField(null=True)
    money_score = models.PositiveSmallIntegerField(null=True)
    segment = models.CharField(max_length=32, blank=True)
    alive = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    expected_90_days = models.FloatField(null=True)
    closeness = models.CharField(max_length=8, choices=Closeness.choices, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    as_of = models.DateField()

    class Meta:
        indexes = [
            Index(fields=["segment", "customer_id"], name="insight_of_segment"),
            # One for each order of a list by a number.
            Index(fields=["revenue", "customer_id"], name="insight_by_worth"),
            Index(fields=["orders", "customer_id"], name="insight_by_orders"),
            Index(fields=["last_day", "customer_id"], name="insight_by_last"),
            Index(fields=["alive", "customer_id"], name="insight_by_alive"),
        ]

    def __str__(self) -> str:
        return f"customer {self.customer_id}: {self.orders} orders"
