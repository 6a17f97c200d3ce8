"""Customers: persons and companies, and visitors nobody has a name for yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q

from regulars.access.users.models import Team
from regulars.know.customers.day_keys import DayKey, MomentKey


class Customer(models.Model):
    """One person or company.

    `known` is false for a visitor of whom only an anonymous id is known: such a row never shows in lists.
    `merged_into` names the customer this row turned out to be; its interactions stay its own, and readers follow the
    link (always straight to the last one, never a chain). Contact fields show the latest told; what they are
    recognised by stands in identities.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        COMPANY = "company", "Company"

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PERSON)
    known = models.BooleanField(default=False)
    name = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=20, blank=True)
    birthday = models.DateField(null=True, blank=True)
    traits = models.JSONField(default=dict, blank=True)
    # Who looks after them; what somebody may see can depend on it (regulars.access.acting).
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, db_index=False)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, db_index=False)
    # Set when the person was erased: nothing but the row's number is left, so that sums stay what they were.
    erased_at = models.DateTimeField(null=True)
    # Folded name, addresses, phone digits and ids in one text: what the search index reads.
    search_text = models.TextField(blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    first_heard_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts", db_index=False)

    class Meta:
        indexes = [
            # One per offered sort, each holding only what a list can show, each ending in the id for keyset paging.
            # The one by last_heard_at stands in a migration: the databases disagree on where NULLs come.
            Index(fields=["name_key", "id"], name="customer_by_name", condition=Q(known=True, merged_into=None)),
            Index(fields=["-created_at", "-id"], name="customer_by_created", condition=Q(known=True, merged_into=None)),
            # For those who see only their own or their team's.
            Index(
                fields=["owner", "-last_heard_at", "-id"],
                name="customer_of_owner",
                condition=Q(known=True, merged_into=None, owner__isnull=False),
            ),
            Index(
                fields=["team", "-last_heard_at", "-id"],
                name="customer_of_team",
                condition=Q(known=True, merged_into=None, team__isnull=False),
            ),
            Index(fields=["merged_into"], name="customer_parts", condition=Q(merged_into__isnull=False)),
            # By the day of the year, for the days to remember.
            Index(
                DayKey("birthday"),
                "id",
                name="customer_birthday_of_year",
                condition=Q(known=True, merged_into=None, birthday__isnull=False),
            ),
            Index(
                MomentKey("first_heard_at"),
                "id",
                name="customer_first_of_year",
                condition=Q(known=True, merged_into=None, first_heard_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return (
            self.name
            or self.email
            or self.phone
            or (f"Customer {self.name_key}" if self.name_key else f"Visitor {self.pk}")
        )
