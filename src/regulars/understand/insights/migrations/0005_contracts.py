"""What contracts say of their holders, beside what orders do."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Index, Q

import regulars.kit.money_field


class Migration(migrations.Migration):
    dependencies = [("insights", "0004_spread")]

    operations = [
        migrations.AddField("customerinsight", "contracts", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("customerinsight", "contract_price", regulars.kit.money_field.MoneyField(null=True)),
        migrations.AddField("customerinsight", "plan", models.CharField(max_length=120, blank=True, default="")),
        migrations.AlterField("customerinsight", "plan", models.CharField(max_length=120, blank=True)),
        migrations.AddField(
            "customerinsight", "contract_period", models.CharField(max_length=5, blank=True, default="")
        ),
        migrations.AlterField("customerinsight", "contract_period", models.CharField(max_length=5, blank=True)),
        migrations.AddField("customerinsight", "renews_on", models.DateField(null=True)),
        migrations.AddField("customerinsight", "renewals", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("customerinsight", "contract_churn", models.FloatField(null=True)),
        migrations.AddField("customerinsight", "contract_clv", regulars.kit.money_field.MoneyField(null=True)),
        migrations.AddField("forecast", "contracts", models.TextField(blank=True, default="")),
        migrations.AlterField("forecast", "contracts", models.TextField(blank=True)),
        migrations.AddIndex(
            "customerinsight",
            Index(fields=["renews_on", "customer_id"], name="insight_by_renewal", condition=Q(renews_on__isnull=False)),
        ),
        migrations.AddIndex(
            "customerinsight",
            Index(
                fields=["contract_churn", "customer_id"],
                name="insight_by_ending",
                condition=Q(contract_churn__isnull=False),
            ),
        ),
    ]
