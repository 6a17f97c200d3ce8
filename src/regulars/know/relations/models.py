"""How customers belong together: who works where, who lives with whom, who referred whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Index, Q

from regulars.know.customers.models import Customer


class RelationKind(models.Model):
    """One way of belonging together of the business's own, said from both sides: Ada is `parent of` Ben, he `child of` her.

    Where both sides say the same (`lives with`) it holds both ways. `origin_kind` and `target_kind` are person, company,
    or empty for either. One that is not offered any more stays where it was used.
    """

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    back = models.CharField(max_length=60)
    origin_kind = models.CharField(max_length=8, blank=True)
    target_kind = models.CharField(max_length=8, blank=True)
    offered = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def mutual(self) -> bool:
        """Whether it holds both ways."""
        return self.name == self.back

    @property
    def built_in(self) -> bool:
        """Whether it comes with the program, which then is no row of the database."""
        return self.pk is None


WORKS_AT = "works_at"
HOUSEHOLD = "household"
# What comes with the program. The names of rows must not be among these.
READY_MADE = (
    RelationKind(key=WORKS_AT, name="works at", back="employs", origin_kind="person", target_kind="company"),
    RelationKind(key=HOUSEHOLD, name="lives with", back="lives with", origin_kind="person", target_kind="person"),
    RelationKind(key="refers", name="referred", back="was referred by"),
)


class Relation(models.Model):
    """One customer's relation to another. It stays between the parts it was told of when customers are merged.

    `until` ends it and keeps it as history; `removed_at` takes off what was a mistake, and a job removes it for good.
    """

    kind_key = models.CharField(max_length=40)
    origin = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="relations", db_index=False)
    target = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="related", db_index=False)
    role = models.CharField(max_length=100, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "target", "kind_key"], name="relation_once", condition=Q(until=None, removed_at=None)
            )
        ]
        indexes = [
            # A company may have thousands: its people are read newest first, a page at a time.
            Index(fields=["origin", "-id"], name="relation_from"),
            Index(fields=["target", "-id"], name="relation_to"),
            Index(fields=["kind_key", "id"], name="relation_of_kind"),
            Index(fields=["removed_at"], name="relation_removed", condition=Q(removed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.kind_key} {self.target}"
