"""Days to remember: an anniversary, a name day, the opening of their shop; and a birthday of which no year is known."""

from __future__ import annotations

from django.db import models
from django.db.models import Index, Q

from regulars.know.customers.models import Customer

BIRTHDAY = "birthday"
SINCE = "customer_since"


class OccasionKind(models.Model):
    """One kind of day of the business's own, such as a name day."""

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    yearly = models.BooleanField(default=True)
    offered = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def built_in(self) -> bool:
        """Whether it comes with the program, which then is no row of the database."""
        return self.pk is None


# What comes with the program. Birthday and customer since are read from the profile; only a birthday of which no year is
# known is kept as a row.
READY_MADE = (
    OccasionKind(key=BIRTHDAY, name="birthday"),
    OccasionKind(key="anniversary", name="anniversary"),
    OccasionKind(key=SINCE, name="customer since"),
)


class Occasion(models.Model):
    """A day of one customer. It stays on the part it was told of when customers are merged.

    `key` is month * 100 + day, by which days are found. `year` is when it first was, where that is known; for a day that
    does not come again (`yearly` false) it is the year it is in.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="occasions")
    kind_key = models.CharField(max_length=40)
    key = models.SmallIntegerField()
    year = models.SmallIntegerField(null=True)
    yearly = models.BooleanField(default=True)
    note = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            Index(fields=["key", "id"], name="occasion_by_day", condition=Q(removed_at=None)),
            Index(fields=["kind_key", "key", "id"], name="occasion_of_kind", condition=Q(removed_at=None)),
            Index(fields=["removed_at"], name="occasion_removed", condition=Q(removed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind_key} of {self.customer}"
