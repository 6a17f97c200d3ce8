"""What the numbers say of one customer, kept beside the customer for lists and pages to read."""

from __future__ import annotations

from django.db import models
from django.db.models import Index, Q

from regulars.kit.money_field import MoneyField


class CustomerInsight(models.Model):
    """One known customer who bought, returned, wrote or came by. Computed by the worker and written over: a derived copy,
    nobody's record.

    Days are business days; money is in `currency`, the scoreboard's. What is expected is null where no model of repeat
    buying could be fitted or it does not know the customer: `alive`, the chance of still being a customer; `churn`, that of
    no order within a year; `expected` orders within a year, `low` to `high` of them for four in five such customers;
    `next_in`, the days until the next order has come as likely as not; `clv`, what is earned until the horizon. Who holds a
    running contract is alive, leaves when that ends, and `clv` and `value_at_risk` are of orders and contracts. All are
    rounded as pages show them, closeness (0 to 100) and sentiment (-100 to 100) to steps of 5: without, every row would
    change every day.
    """

    class Relationship(models.TextChoices):
        FRIEND = "friend", "Friend"
        WARM = "warm", "Warm"
        NEUTRAL = "neutral", "Neutral"
        LOVE_HATE = "love-hate", "Love-hate"
        DISTANT = "distant", "Distant"
        ENEMY = "enemy", "Enemy"

    class Heading(models.TextChoices):
        NEW = "new", "New"
        CLOSER = "closer", "Coming closer"
        STEADY = "steady", "Steady"
        COOLING = "cooling", "Cooling"

    customer_id = models.BigIntegerField(primary_key=True)
    orders = models.PositiveIntegerField()
    revenue = MoneyField()
    currency = models.CharField(max_length=3, blank=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    returns = models.PositiveIntegerField(default=0)
    # Scores from 1 to 5 by the tie-safe rule; null for somebody who never bought.
    recency_score = models.PositiveSmallIntegerField(null=True)
    frequency_score = models.PositiveSmallIntegerField(null=True)
    money_score = models.PositiveSmallIntegerField(null=True)
    segment = models.CharField(max_length=32, blank=True)
    alive = models.FloatField(null=True)
    churn = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    expected_90_days = models.FloatField(null=True)
    low = models.PositiveIntegerField(null=True)
    high = models.PositiveIntegerField(null=True)
    next_in = models.PositiveSmallIntegerField(null=True)
    order_value = MoneyField(null=True)
    clv = MoneyField(null=True)
    value_at_risk = MoneyField(null=True)
    # What of their buying speaks loudest: a code of predictions.outlook.Why.
    why = models.PositiveSmallIntegerField(null=True)
    # Contracts that run, and what they cost a year; then of the one renewed next: what it is called, month or year, the day,
    # how often it was renewed, the chance that it ends on that day (1: its end was told). What all are to bring.
    contracts = models.PositiveSmallIntegerField(default=0)
    contract_price = MoneyField(null=True)
    plan = models.CharField(max_length=120, blank=True)
    contract_period = models.CharField(max_length=5, blank=True)
    renews_on = models.DateField(null=True)
    renewals = models.PositiveSmallIntegerField(null=True)
    contract_churn = models.FloatField(null=True)
    contract_clv = MoneyField(null=True)
    relationship = models.CharField(max_length=10, choices=Relationship.choices, blank=True)
    # What they were called before, and the day it changed; empty and null while it never did.
    relationship_before = models.CharField(max_length=10, choices=Relationship.choices, blank=True)
    relationship_since = models.DateField(null=True)
    heading = models.CharField(max_length=8, choices=Heading.choices, blank=True)
    closeness = models.PositiveSmallIntegerField(null=True)
    closeness_ago = models.PositiveSmallIntegerField(null=True)
    sentiment = models.SmallIntegerField(null=True)
    # What the relationship rests on: the day they last came by themselves, weeks of the last year in which they did, ways
    # they came by, the share of talks they began in percent; signs of being glad and cross, complaints and solved ones.
    heard_day = models.DateField(null=True)
    weeks = models.PositiveSmallIntegerField(default=0)
    channels = models.PositiveSmallIntegerField(default=0)
    began = models.PositiveSmallIntegerField(default=0)
    praised = models.PositiveIntegerField(default=0)
    blamed = models.PositiveIntegerField(default=0)
    complaints = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)
    as_of = models.DateField()

    class Meta:
        indexes = [
            Index(fields=["segment", "customer_id"], name="insight_of_segment"),
            Index(fields=["relationship", "customer_id"], name="insight_of_relationship"),
            # One for each order of a list by a number.
            Index(fields=["revenue", "customer_id"], name="insight_by_worth"),
            Index(fields=["orders", "customer_id"], name="insight_by_orders"),
            Index(fields=["last_day", "customer_id"], name="insight_by_last"),
            Index(fields=["alive", "customer_id"], name="insight_by_alive"),
            Index(fields=["churn", "customer_id"], name="insight_by_churn"),
            Index(fields=["clv", "customer_id"], name="insight_by_clv"),
            Index(fields=["value_at_risk", "customer_id"], name="insight_by_risk"),
            # Holders of contracts: few of all in most businesses.
            Index(fields=["renews_on", "customer_id"], name="insight_by_renewal", condition=Q(renews_on__isnull=False)),
            Index(
                fields=["contract_churn", "customer_id"],
                name="insight_by_ending",
                condition=Q(contract_churn__isnull=False),
            ),
            # The list of whom to call: few of all.
            Index(
                fields=["value_at_risk", "revenue", "customer_id"],
                name="insight_cooling",
                condition=Q(heading="cooling"),
            ),
        ]

    def __str__(self) -> str:
        return f"customer {self.customer_id}: {self.orders} orders"


class Forecast(models.Model):
    """The models behind the predictions as they were last fitted, and how far insights have read: one row.

    `payload` is a `facts.Facts` as JSON, empty where no model could be fitted; `reason` says why not.
    """

    as_of = models.DateField()
    currency = models.CharField(max_length=3, blank=True)
    # Orders the models were fitted to.
    orders = models.BigIntegerField(default=0)
    fitted_at = models.DateTimeField()
    # The look at the lake that every insight is up to: who was heard of since is computed anew.
    lake_version = models.CharField(max_length=200)
    refreshed_at = models.DateTimeField()
    payload = models.TextField(blank=True)
    # How long contracts last: a `contract_facts.ContractFacts` as JSON, empty where nobody told of any.
    contracts = models.TextField(blank=True)
    # What the insights come to in all: a `spread.Spread` as JSON, made after every refresh.
    spread = models.TextField(blank=True)
    # The sums it is made of, to be followed: a `tally.Tally` as JSON.
    tally = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"as of {self.as_of}"


class Horizon(models.Model):
    """How far predictions of value look: one row, or the default."""

    days = models.PositiveSmallIntegerField(default=365)

    def __str__(self) -> str:
        return f"{self.days} days"
