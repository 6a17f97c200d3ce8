"""Suppressions by address are looked up through their unique indexes: written so that SQLite sees that a query fits them."""

from __future__ import annotations

from django.db import migrations, models


def unique(name: str, field: str) -> models.UniqueConstraint:
    """One standing suppression of a kind and channel by that field."""
    return models.UniqueConstraint(
        condition=models.Q((f"{field}__gt", ""), ("lifted_at", None)), fields=(field, "kind", "channel"), name=name
    )


class Migration(migrations.Migration):
    dependencies = [("consents", "0002_guard")]
    operations = [
        migrations.RemoveConstraint("suppression", "suppressed_key_once"),
        migrations.AddConstraint("suppression", unique("suppressed_key_once", "key")),
        migrations.RemoveConstraint("suppression", "suppressed_hash_once"),
        migrations.AddConstraint("suppression", unique("suppressed_hash_once", "key_hash")),
    ]
