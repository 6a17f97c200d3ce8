"""The sums that are shown in all, kept so that they can be followed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0005_contracts")]

    operations = [
        migrations.AddField("Forecast", "tally", models.TextField(blank=True, default=""), preserve_default=False)
    ]
