"""What colleagues write down about a customer, whom they mention, and the files they keep with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q

from regulars.know.customers.models import Customer


class Note(models.Model):
    """A few words, or a fact when it is pinned. It stays on the part it was written about when customers are merged.

    `text` is plain; a mention of a colleague stands in it as @⟦their id⟧. Removed notes can be brought back, until a job
    removes them for good.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes", db_index=False)
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, db_index=False)
    pinned = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            Index(fields=["customer", "-id"], name="note_of_customer"),
            Index(fields=["customer"], name="note_pinned", condition=Q(pinned=True, removed_at=None)),
            Index(fields=["removed_at"], name="note_removed", condition=Q(removed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Mention(models.Model):
    """A colleague who is named in a note, and when they said to have seen it."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="mention_once")]
        indexes = [
            Index(fields=["user", "-id"], name="mention_of_user"),
            Index(fields=["user"], name="mention_unseen", condition=Q(seen_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.note}"


class Attachment(models.Model):
    """A file kept with a customer, perhaps with a note. Its bytes lie under a random name; the real one stands only here."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="attachments")
    note = models.ForeignKey(Note, null=True, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    extension = models.CharField(max_length=5)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=64, unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, db_index=False)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["removed_at"], name="attachment_removed", condition=Q(removed_at__isnull=False))]

    def __str__(self) -> str:
        return self.name
