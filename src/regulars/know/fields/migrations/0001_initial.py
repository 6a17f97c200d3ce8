import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0003_care_and_address"),
    ]

    operations = [
        migrations.CreateModel(
            name="Field",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("label", models.CharField(max_length=60)),
                ("help", models.CharField(blank=True, max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("long_text", "Long text"),
                            ("number", "Number"),
                            ("money", "Money"),
                            ("date", "Date"),
                            ("yes_no", "Yes or no"),
                            ("choice", "One of several"),
                            ("choices", "Some of several"),
                            ("email", "E-mail address"),
                            ("phone", "Phone number"),
                            ("link", "Link"),
                            ("reference", "Another customer"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "of",
                    models.CharField(
                        choices=[("person", "Persons"), ("company", "Companies"), ("both", "Persons and companies")],
                        default="both",
                        max_length=8,
                    ),
                ),
                ("group", models.CharField(blank=True, max_length=60)),
                ("position", models.IntegerField(default=0)),
                ("required", models.BooleanField(default=False)),
                ("choices", models.JSONField(default=list)),
                ("limits", models.JSONField(default=dict)),
                ("shown_in_list", models.BooleanField(default=False)),
                ("searchable", models.BooleanField(default=False)),
                ("archived_at", models.DateTimeField(null=True)),
                ("search_from", models.BigIntegerField(null=True)),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FieldValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.SmallIntegerField(default=0)),
                ("text", models.TextField(blank=True)),
                ("text_key", models.CharField(blank=True, max_length=200)),
                ("number", models.BigIntegerField(null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="field_values",
                        to="customers.customer",
                    ),
                ),
                (
                    "field",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="fields.field",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["field", "number", "customer"], name="field_value_by_number"),
                    models.Index(fields=["field", "text_key", "customer"], name="field_value_by_text"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("field", "customer", "place"), name="field_value_once")
                ],
            },
        ),
    ]
