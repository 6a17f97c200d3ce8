"""What customers agreed to, who must not be contacted, when and how often."""

import django.db.models.deletion
from django.db import migrations, models


# fmt: off
class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0003_care_and_address"),
    ]

    operations = [
        migrations.CreateModel(
            name="PreferenceKey",
            fields=[
                ("customer_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Purpose",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("meaning", models.CharField(max_length=400)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("consent", "Consent: only after they agreed"),
                            ("contract", "Contract: an order or request of theirs needs it"),
                            ("interest", "Legitimate interest: until they object"),
                        ],
                        default="consent",
                        max_length=8,
                    ),
                ),
                ("channels", models.JSONField(default=list)),
                ("marketing", models.BooleanField(default=False)),
                ("double_opt_in", models.BooleanField(default=False)),
                ("expiry_months", models.PositiveSmallIntegerField(null=True)),
                ("archived_at", models.DateTimeField(null=True)),
                ("position", models.PositiveSmallIntegerField(default=100)),
            ],
        ),
        migrations.CreateModel(
            name="QuietHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("mail", "E-mail"),
                            ("phone", "Phone"),
                            ("sms", "Text message"),
                            ("chat", "WhatsApp and chat"),
                            ("post", "Post"),
                            ("web", "Our own pages"),
                        ],
                        max_length=5,
                    ),
                ),
                ("weekdays", models.JSONField(default=list)),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LedgerPermit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("customer_id", models.BigIntegerField(null=True)),
                ("actor", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer_id"], name="permit_customer"),
                    models.Index(fields=["actor"], name="permit_actor"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FrequencyCap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mail", "E-mail"),
                            ("phone", "Phone"),
                            ("sms", "Text message"),
                            ("chat", "WhatsApp and chat"),
                            ("post", "Post"),
                            ("web", "Our own pages"),
                        ],
                        max_length=5,
                    ),
                ),
                ("most", models.PositiveSmallIntegerField()),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "purpose",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="consents.purpose"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("purpose", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="wordings", to="consents.purpose")),
            ],
        ),
        migrations.CreateModel(
            name="ConsentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("over", models.JSONField(default=list)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("mail", "E-mail"),
                            ("phone", "Phone"),
                            ("sms", "Text message"),
                            ("chat", "WhatsApp and chat"),
                            ("post", "Post"),
                            ("web", "Our own pages"),
                        ],
                        max_length=5,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("granted", "Agreed"),
                            ("pending", "Asked to confirm"),
                            ("denied", "Said no"),
                            ("withdrawn", "Took it back"),
                        ],
                        max_length=9,
                    ),
                ),
                ("said_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=64)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("form", "on a form"),
                            ("phone", "on the phone"),
                            ("person", "in person"),
                            ("mail", "in a message"),
                            ("shop", "in the web shop"),
                            ("preferences", "in the preference centre"),
                            ("double", "by the link in our confirmation mail"),
                            ("unsubscribe", "by the unsubscribe button of a mail"),
                            ("import", "brought in from another system"),
                            ("request", "in a privacy request"),
                        ],
                        max_length=12,
                    ),
                ),
                ("evidence", models.JSONField(default=dict)),
                ("expires_at", models.DateTimeField(null=True)),
                ("customer", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to="customers.customer")),
                (
                    "purpose",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="consents.purpose"
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="consents.wording"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=200)),
                ("sent_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to="customers.customer"
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="consents.purpose"
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="consents.wording"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=5)),
                ("contacted_at", models.DateTimeField()),
                ("customer", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to="customers.customer")),
                (
                    "purpose",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="consents.purpose"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["contacted_at", "customer"], name="contact_by_moment"),
                    models.Index(fields=["customer", "contacted_at"], name="contact_of_customer"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("teller", models.BigIntegerField()),
                ("channel", models.CharField(max_length=5)),
                ("standing", models.PositiveSmallIntegerField()),
                ("said_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("line_id", models.BigIntegerField()),
                ("customer", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to="customers.customer")),
                (
                    "purpose",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="consents.purpose"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["purpose", "channel", "standing", "customer"], name="consent_state_by_standing"
                    ),
                    models.Index(
                        condition=models.Q(("teller", models.F("customer")), _negated=True),
                        fields=["teller"],
                        name="consent_state_told",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "purpose", "channel", "teller"), name="consent_state_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bounced", "Mails came back"),
                            ("complained", "Marked as spam"),
                            ("do_not_contact", "Do not contact"),
                            ("erased", "Was erased"),
                            ("objected", "Objected to advertising"),
                            ("unsubscribed", "Asked for no more"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mail", "E-mail"),
                            ("phone", "Phone"),
                            ("sms", "Text message"),
                            ("chat", "WhatsApp and chat"),
                            ("post", "Post"),
                            ("web", "Our own pages"),
                        ],
                        max_length=5,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=420)),
                ("key_hash", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("since", models.DateTimeField()),
                ("actor", models.CharField(max_length=64)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.CharField(blank=True, max_length=64)),
                ("customer", models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, to="customers.customer")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None), models.Q(("key", ""), _negated=True)),
                        fields=("key", "kind", "channel"),
                        name="suppressed_key_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("customer__isnull", False), ("lifted_at", None)),
                        fields=("customer", "kind", "channel"),
                        name="suppressed_customer_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None), models.Q(("key_hash", ""), _negated=True)),
                        fields=("key_hash", "kind", "channel"),
                        name="suppressed_hash_once",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(fields=("purpose", "version"), name="wording_version_once"),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(fields=("purpose", "digest"), name="wording_text_once"),
        ),
        migrations.AddIndex(
            model_name="consentline",
            index=models.Index(fields=["customer", "said_at", "id"], name="consent_line_of_customer"),
        ),
        migrations.AddIndex(
            model_name="consentline",
            index=models.Index(condition=models.Q(("how", "import")), fields=["actor"], name="consent_line_of_import"),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="confirmation_due"
            ),
        ),
    ]
