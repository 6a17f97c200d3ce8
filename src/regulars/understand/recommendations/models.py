"""Products as they are known here, what is never offered, and what was learnt when."""

from __future__ import annotations

from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from regulars.kit.money_field import MoneyField

# Below REGULARS_HOME; see `shelf`.
FOLDER = "recommendations"


class Product(models.Model):
    """One product. What lines of orders tell is written by the worker; stock, margin and withdrawal by people and programs.

    `key` is the product's number where orders tell one, else its name. `excluded` follows the exclusions. Of its `buyers`
    so many bought it `again` on another day, half of them within `again_days`.
    """

    key = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=120, blank=True)
    price = MoneyField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    last_sold = models.DateField(null=True)
    buyers = models.PositiveIntegerField(default=0)
    again = models.PositiveIntegerField(default=0)
    again_days = models.PositiveIntegerField(null=True)
    # Of the price, 0 to 1; entered.
    margin = models.FloatField(null=True)
    # None: nobody counts it.
    stock = models.IntegerField(null=True)
    withdrawn = models.BooleanField(default=False)
    excluded = models.BooleanField(default=False)

    class Meta:
        indexes = [
            Index(fields=["-buyers", "id"], name="product_by_buyers"),
            Index(fields=["name_key", "id"], name="product_by_name"),
        ]

    def __str__(self) -> str:
        return self.name or self.key

    @property
    def offered(self) -> bool:
        """Whether it may be offered now."""
        return not self.withdrawn and not self.excluded and (self.stock is None or self.stock > 0)

    @property
    def why_not(self) -> str:
        """Why it is not offered; empty where it is."""
        if self.withdrawn:
            return "withdrawn"
        return "never offered, by a rule" if self.excluded else "" if self.offered else "out of stock"


OFFERED = Q(withdrawn=False, excluded=False) & (Q(stock=None) | Q(stock__gt=0))


class Exclusion(models.Model):
    """What is never offered: postage, vouchers, samples. Learning passes over it too, for it says nothing of taste."""

    class Kind(models.TextChoices):
        PRODUCT = "product", "The product number is"
        NAME = "name", "The name contains"
        CATEGORY = "category", "The category is"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=200)
    # As it is compared: folded, without case.
    value_key = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    actor = models.CharField(max_length=64)

    class Meta:
        constraints = [UniqueConstraint(fields=["kind", "value_key"], name="exclusion_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} “{self.value}”"


class Learning(models.Model):
    """One time that recommendations were learnt. `generation` is its folder, empty where there was too little to learn from;
    `payload` what is told of it, as JSON."""

    as_of = models.DateField()
    lake_version = models.CharField(max_length=200)
    computed_at = models.DateTimeField()
    generation = models.CharField(max_length=40, blank=True)
    payload = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"learnt {self.as_of}"
