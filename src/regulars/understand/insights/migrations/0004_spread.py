"""What insights come to in all, beside the models; the discount rate is entered with the other figures."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0003_relationship_and_outlook")]

    operations = [
        migrations.AddField("forecast", "spread", models.TextField(blank=True, default="")),
        migrations.AlterField("forecast", "spread", models.TextField(blank=True)),
        migrations.RemoveField("horizon", "discount"),
    ]
