"""Indexes by which lists are sorted and narrowed by what the numbers say."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_initial")]

    operations = [
        migrations.AddIndex("customerinsight", models.Index(fields=[column, "customer_id"], name=f"insight_by_{name}"))
        for name, column in (("worth", "revenue"), ("orders", "orders"), ("last", "last_day"), ("alive", "alive"))
    ]
