"""What a page tells of a segment, kept; and the groups that clustering proposes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.JSONField(blank=True, default=dict)),
            ],
        ),
        migrations.AddField(
            model_name="segment",
            name="portrait",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="segment",
            name="portrait_day",
            field=models.DateField(null=True),
        ),
    ]
