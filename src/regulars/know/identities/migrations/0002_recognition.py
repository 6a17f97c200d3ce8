"""What is kept about identities beside their key, the links between parts of one customer, and the owner's choices."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

# Until now only visitors were joined, each straight to their customer.
KEEP_LINKS = """
INSERT INTO identities_link (part_id, into_id, at)
SELECT id, merged_into_id, changed_at FROM customers_customer WHERE merged_into_id IS NOT NULL
"""


def of_customer() -> models.OneToOneField[models.Model, models.Model]:
    """The customer a row is about."""
    return models.OneToOneField(
        on_delete=django.db.models.deletion.CASCADE,
        primary_key=True,
        related_name="+",
        serialize=False,
        to="customers.customer",
    )


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_care_and_address"), ("identities", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Blend",
            fields=[
                ("customer", of_customer()),
                ("own", models.JSONField(default=dict)),
                ("given", models.JSONField(default=dict)),
                ("lent", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="RuleChoice",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("value", models.JSONField()),
            ],
        ),
        migrations.AddField("identity", "shared", models.BooleanField(null=True)),
        migrations.AddField("identity", "verified", models.BooleanField(db_default=False, default=False)),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("part", of_customer()),
                ("at", models.DateTimeField()),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.customer"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(KEEP_LINKS, migrations.RunSQL.noop),
    ]
