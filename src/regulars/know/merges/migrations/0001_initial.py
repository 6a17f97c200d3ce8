"""Merges of customers."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


def customer() -> models.ForeignKey[models.Model, models.Model]:
    """One of the two."""
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.customer"
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [("customers", "0003_care_and_address")]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("changes", models.JSONField(default=dict)),
                ("moved", models.JSONField(default=list)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(blank=True, max_length=64)),
                ("winner", customer()),
                ("loser", customer()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["winner", "id"], name="merge_of_winner"),
                    models.Index(fields=["loser", "id"], name="merge_of_loser"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("loser",), name="merged_once"
                    )
                ],
            },
        ),
    ]
