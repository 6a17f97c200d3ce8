"""The relationship takes the place of the word for closeness; more of what is expected; the model behind it."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

from regulars.kit.money_field import MoneyField

_KINDS = [
    ("friend", "Friend"), ("warm", "Warm"), ("neutral", "Neutral"), ("love-hate", "Love-hate"), ("distant", "Distant"),
    ("enemy", "Enemy"),
]  # fmt: skip
_HEADINGS = [("new", "New"), ("closer", "Coming closer"), ("steady", "Steady"), ("cooling", "Cooling")]
_COUNT, _SMALL = models.PositiveIntegerField, models.PositiveSmallIntegerField
_ADDED: list[tuple[str, models.Field]] = [
    ("churn", models.FloatField(null=True)),
    ("low", _COUNT(null=True)),
    ("high", _COUNT(null=True)),
    ("next_in", _SMALL(null=True)),
    ("order_value", MoneyField(null=True)),
    ("clv", MoneyField(null=True)),
    ("value_at_risk", MoneyField(null=True)),
    ("why", _SMALL(null=True)),
    ("relationship", models.CharField(max_length=10, choices=_KINDS, blank=True, default="")),
    ("relationship_before", models.CharField(max_length=10, choices=_KINDS, blank=True, default="")),
    ("relationship_since", models.DateField(null=True)),
    ("heading", models.CharField(max_length=8, choices=_HEADINGS, blank=True, default="")),
    ("closeness", _SMALL(null=True)),
    ("closeness_ago", _SMALL(null=True)),
    ("sentiment", models.SmallIntegerField(null=True)),
    ("heard_day", models.DateField(null=True)),
    *((name, _SMALL(default=0)) for name in ("weeks", "channels", "began")),
    *((name, _COUNT(default=0)) for name in ("praised", "blamed", "complaints", "solved")),
]
_ORDERS = (("churn", "churn"), ("clv", "clv"), ("risk", "value_at_risk"))


def forget(apps: object, editor: object) -> None:
    """The worker computes every insight anew; copying the old ones column by column would take longer."""
    editor.execute("DELETE FROM insights_customerinsight")  # type: ignore[attr-defined]


class Migration(migrations.Migration):
    dependencies = [("insights", "0002_orders")]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RemoveField("customerinsight", "closeness"),
        migrations.RemoveField("customerinsight", "reason"),
        *(migrations.AddField("customerinsight", name, field) for name, field in _ADDED),
        *(
            migrations.AlterField("customerinsight", name, models.CharField(max_length=size, choices=kinds, blank=True))
            for name, size, kinds in (
                ("relationship", 10, _KINDS),
                ("relationship_before", 10, _KINDS),
                ("heading", 8, _HEADINGS),
            )
        ),
        *(
            migrations.AddIndex(
                "customerinsight", models.Index(fields=[column, "customer_id"], name=f"insight_by_{name}")
            )
            for name, column in _ORDERS
        ),
        migrations.AddIndex(
            "customerinsight",
            models.Index(fields=["relationship", "customer_id"], name="insight_of_relationship"),
        ),
        migrations.AddIndex(
            "customerinsight",
            models.Index(
                fields=["value_at_risk", "revenue", "customer_id"],
                name="insight_cooling",
                condition=Q(heading="cooling"),
            ),
        ),
        migrations.CreateModel(
            name="Forecast",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField()),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("orders", models.BigIntegerField(default=0)),
                ("fitted_at", models.DateTimeField()),
                ("lake_version", models.CharField(max_length=200)),
                ("refreshed_at", models.DateTimeField()),
                ("payload", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Horizon",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.PositiveSmallIntegerField(default=365)),
                ("discount", models.DecimalField(decimal_places=2, default=10, max_digits=5)),
            ],
        ),
    ]
