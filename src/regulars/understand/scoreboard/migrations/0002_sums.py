"""Sums over customers, kept so that they can be followed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoreboard", "0001_initial")]

    operations = [
        migrations.AddField("Snapshot", "place", models.JSONField(null=True)),
        migrations.CreateModel(
            name="Sum",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("lake_version", models.CharField(db_index=True, max_length=200)),
                ("rows", models.TextField()),
            ],
        ),
    ]
