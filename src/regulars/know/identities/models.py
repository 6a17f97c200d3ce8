"""Identities: what a customer is recognised by; how rows that turned out to be one customer hang together."""

from __future__ import annotations

from django.db import models

from regulars.know.customers.models import Customer


class Identity(models.Model):
    """One e-mail address, phone number, external id of one source, company id of one source, or anonymous id.

    `key` is the three parts in one text, so that a whole batch is looked up through one index; see `keys.py`.
    `verified`: confirmed by its owner, or told by a system of ours together with their id. `shared`: true or false where
    a colleague said so, null where the rules decide (`rules.py`).
    """

    class Kind(models.TextChoices):
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Phone"
        EXTERNAL = "external", "Id in a shop or system"
        COMPANY = "company", "Company id in a shop or system"
        ANONYMOUS = "anonymous", "Device or visitor id"

    key = models.CharField(max_length=420, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=64, blank=True)
    value = models.CharField(max_length=254)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    verified = models.BooleanField(db_default=False, default=False)
    shared = models.BooleanField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "identities"
        indexes = [models.Index(fields=["value"], name="identity_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Link(models.Model):
    """`part` turned out to be the same customer as `into`, by a call or a merge.

    Customer.merged_into leads straight to the last of a chain of these; the chain itself is what a parting needs, to
    know who goes back with whom.
    """

    part = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="+")
    into = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.part_id} is {self.into_id}"


class Blend(models.Model):
    """Which part gave what to the profile of a customer that others were merged into. The row itself shows the outcome.

    `own` is what the customer would be alone, `given` field -> [[part, value], ...] in the order of the telling: the last
    one shows. `lent` are the lines that search finds by parts. See `blending.py`.
    """

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="+")
    own = models.JSONField(default=dict)
    given = models.JSONField(default=dict)
    lent = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"blend of customer {self.customer_id}"


class RuleChoice(models.Model):
    """One choice of the owner's about how customers are recognised, by the names of `rules.CHOICES`."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.name
