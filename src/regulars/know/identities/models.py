"""Identities: what a customer is recognised by."""

from __future__ import annotations

from django.db import models

from regulars.know.customers.models import Customer


class Identity(models.Model):
    """One e-mail address, phone number, external id of one source, company id of one source, or anonymous id.

    `key` is the three parts in one text, so that a whole batch is looked up through one index; see `keys.py`.
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
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "identities"
        indexes = [models.Index(fields=["value"], name="identity_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
