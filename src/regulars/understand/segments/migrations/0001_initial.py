"""Segments and who belongs to them; members in a table that is its own index, since there may be millions."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


_TABLE = """CREATE TABLE segments_segmentmember (
    segment_id bigint NOT NULL, customer_id bigint NOT NULL, since date NOT NULL, PRIMARY KEY (segment_id, customer_id)
)"""


def make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On SQLite without numbers of rows: the table is the index by segment, half as large and twice as quick to fill."""
    schema_editor.execute(_TABLE + (" WITHOUT ROWID" if schema_editor.connection.vendor == "sqlite" else ""))
    schema_editor.execute("CREATE INDEX segment_member_customer ON segments_segmentmember (customer_id)")


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Back to where it was not there."""
    schema_editor.execute("DROP TABLE segments_segmentmember")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0005_no_memberships"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("description", models.CharField(blank=True, max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[("rule", "Whoever fits a rule"), ("list", "A list kept by hand")],
                        default="rule",
                        max_length=4,
                    ),
                ),
                ("rule", models.JSONField(blank=True, default=dict)),
                ("shared", models.BooleanField(default=True)),
                ("made_from", models.CharField(blank=True, max_length=40)),
                ("size", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("counted_at", models.DateTimeField(null=True)),
                ("counted_day", models.DateField(null=True)),
                ("due", models.BooleanField(default=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="segments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SegmentDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("size", models.PositiveIntegerField()),
                ("entered", models.PositiveIntegerField(default=0)),
                ("left", models.PositiveIntegerField(default=0)),
                (
                    "segment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="segments.segment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SegmentEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="segment_entries",
                        to="customers.customer",
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="segments.segment",
                    ),
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(make, drop)],
            state_operations=[
                migrations.CreateModel(
                    name="SegmentMember",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "segment_id",
                                "customer_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("customer_id", models.BigIntegerField()),
                        ("since", models.DateField()),
                        (
                            "segment",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="segments.segment",
                            ),
                        ),
                    ],
                    options={"indexes": [models.Index(fields=["customer_id"], name="segment_member_customer")]},
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="segment",
            index=models.Index(condition=models.Q(("due", True)), fields=["due"], name="segment_due"),
        ),
        migrations.AddConstraint(
            model_name="segmentday",
            constraint=models.UniqueConstraint(fields=("segment", "day"), name="segment_day_once"),
        ),
        migrations.AddConstraint(
            model_name="segmententry",
            constraint=models.UniqueConstraint(fields=("segment", "customer"), name="segment_entry_once"),
        ),
    ]
