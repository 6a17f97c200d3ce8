import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0003_care_and_address"),
    ]

    operations = [
        migrations.CreateModel(
            name="RelationKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("back", models.CharField(max_length=60)),
                ("origin_kind", models.CharField(blank=True, max_length=8)),
                ("target_kind", models.CharField(blank=True, max_length=8)),
                ("offered", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind_key", models.CharField(max_length=40)),
                ("role", models.CharField(blank=True, max_length=100)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("created_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "origin",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations",
                        to="customers.customer",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="related",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["origin", "-id"], name="relation_from"),
                    models.Index(fields=["target", "-id"], name="relation_to"),
                    models.Index(fields=["kind_key", "id"], name="relation_of_kind"),
                    models.Index(
                        condition=models.Q(("removed_at__isnull", False)),
                        fields=["removed_at"],
                        name="relation_removed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None), ("until", None)),
                        fields=("origin", "target", "kind_key"),
                        name="relation_once",
                    )
                ],
            },
        ),
    ]
