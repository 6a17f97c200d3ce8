"""The business's own fields of a customer: what they are, and what each customer has in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Index

from regulars.know.customers.models import Customer


class Field(models.Model):
    """One field. `key` names it for ever, in files, addresses and rules; everything else may change.

    `choices` are [{key, label, retired?}] in their order; a retired one is shown where somebody has it and offered to
    nobody. `limits` may hold least and most (numbers, days), length and pattern (texts) and currency (money).
    """

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        LONG_TEXT = "long_text", "Long text"
        NUMBER = "number", "Number"
        MONEY = "money", "Money"
        DATE = "date", "Date"
        YES_NO = "yes_no", "Yes or no"
        CHOICE = "choice", "One of several"
        CHOICES = "choices", "Some of several"
        EMAIL = "email", "E-mail address"
        PHONE = "phone", "Phone number"
        LINK = "link", "Link"
        REFERENCE = "reference", "Another customer"

    class Of(models.TextChoices):
        PERSON = "person", "Persons"
        COMPANY = "company", "Companies"
        BOTH = "both", "Persons and companies"

    key = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=60)
    help = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    of = models.CharField(max_length=8, choices=Of.choices, default=Of.BOTH)
    group = models.CharField(max_length=60, blank=True)
    position = models.IntegerField(default=0)
    required = models.BooleanField(default=False)
    choices = models.JSONField(default=list)
    limits = models.JSONField(default=dict)
    shown_in_list = models.BooleanField(default=False)
    searchable = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)
    # The id of the last customer whose search text was written anew since this field changed; None when all are.
    search_from = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """How rules, forms and roles name it: `field:<key>`."""
        return f"field:{self.key}"


class FieldValue(models.Model):
    """What one customer has in one field; one row for each of several choices, numbered by `place`.

    `text` is the value in its one form; empty, it says that there is none, whatever a merged part may have. `text_key`
    is what is compared and sorted by, `number` the same where a number orders it: ten-thousandths of a number or an
    amount, the day's ordinal, 0 or 1, the place of a choice, the id of a customer.
    """

    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="values", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="field_values")
    place = models.SmallIntegerField(default=0)
    text = models.TextField(blank=True)
    text_key = models.CharField(max_length=200, blank=True)
    number = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["field", "customer", "place"], name="field_value_once")]
        indexes = [
            Index(fields=["field", "number", "customer"], name="field_value_by_number"),
            Index(fields=["field", "text_key", "customer"], name="field_value_by_text"),
        ]

    def __str__(self) -> str:
        return f"{self.field_id} of {self.customer_id}: {self.text}"
