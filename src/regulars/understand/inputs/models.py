"""Figures that somebody entered because no record holds them."""

from __future__ import annotations

from django.db import models


class EnteredFigure(models.Model):
    """One figure: of which kind (`metrics.asked`), from which day, to which (included; none: until the next one).

    `category` of products, `segment_id` or `label` (an initiative) say what it is of; empty: of everything. `text` holds
    what is no number, such as business hours. Money is in the company's currency.
    """

    kind = models.CharField(max_length=32)
    value = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    text = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    category = models.CharField(max_length=200, blank=True)
    segment_id = models.BigIntegerField(null=True, blank=True)
    label = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    entered_by = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "category", "label", "-starts_on", "pk")
        indexes = [models.Index(fields=["kind", "starts_on"], name="entered_of_kind")]

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts_on}: {self.text or self.value}"
