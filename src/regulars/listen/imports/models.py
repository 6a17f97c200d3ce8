"""Imports: one row a file that was handed in, and what of it could not go in or was changed by it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models


class Import(models.Model):
    """One file on its way into the record.

    `position` counts the batches whose facts are in; it moves in their transaction, so a killed import goes on from there.
    `first_line` and `last_line` bound the timeline's ids among which its lines are.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Not started"
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped"
        REVERTED = "reverted", "Undone"

    class Mode(models.TextChoices):
        BOTH = "both", "Add new customers and update known ones"
        CREATE = "create", "Only add new customers"
        UPDATE = "update", "Only update known customers"

    kind = models.CharField(max_length=12)
    source = models.CharField(max_length=40)
    preset = models.CharField(max_length=60, blank=True)
    filename = models.CharField(max_length=255)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64, db_index=True)
    layout = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    mode = models.CharField(max_length=6, choices=Mode.choices, default=Mode.BOTH)
    currency = models.CharField(max_length=3, blank=True)
    time_zone = models.CharField(max_length=64)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    error = models.TextField(blank=True)
    rows = models.BigIntegerField(default=0)
    rows_read = models.BigIntegerField(default=0)
    position = models.IntegerField(default=0)
    new = models.BigIntegerField(default=0)
    repeated = models.BigIntegerField(default=0)
    customers_made = models.BigIntegerField(default=0)
    customers_changed = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    first_line = models.BigIntegerField(default=0)
    last_line = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=120, blank=True)
    actor = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["heartbeat_at"], name="import_due", condition=models.Q(status__in=["queued", "running"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.filename} ({self.kind}, {self.status})"

    @property
    def folder(self) -> Path:
        """Where the file and the rows that failed are kept."""
        return Path(settings.REGULARS_HOME) / "imports" / str(self.pk)

    @property
    def file(self) -> Path:
        """The file as it was handed in, under a name of ours."""
        return self.folder / "data"

    @property
    def failed_file(self) -> Path:
        """The rows that did not go in, once the import is through."""
        return self.folder / "failed.csv"

    @property
    def mark(self) -> str:
        """The actor of every line this import puts on the timeline."""
        return f"import:{self.pk}"


class Refusal(models.Model):
    """One row that did not go in: its number in the file, the field at fault, and why."""

    import_of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="refusals")
    row = models.BigIntegerField()
    field = models.CharField(max_length=40, blank=True)
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["import_of", "row"], name="refusal_once")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"


class Touched(models.Model):
    """A customer that an import made or changed: what undoing it needs.

    `before` and `after` hold the fields that changed (`before` is null for one the import made), `identities` the keys it added.
    """

    import_of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="touched")
    # A plain number: the customer may be erased or undone before this row goes.
    customer_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(default=dict)
    identities = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["import_of", "customer_id"], name="touched_once")]

    def __str__(self) -> str:
        return f"customer {self.customer_id} by import {self.import_of_id}"


class Brought(models.Model):
    """What one portion of an import put beside customers: tags as [customer id, tag id], ids of days and of relations."""

    import_of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="brought")
    tags = models.JSONField(default=list)
    days = models.JSONField(default=list)
    relations = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"brought by import {self.import_of_id}"
