"""The memberships of before become relations."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def take_over(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Memberships become relations; the day they began is told in UTC, as it stood there."""
    now = datetime.now(UTC)
    relation = apps.get_model("relations", "Relation")
    rows = apps.get_model("customers", "Membership").objects.order_by("pk").iterator(1000)
    while some := list(islice(rows, 1000)):
        relation.objects.bulk_create(
            relation(
                kind_key="works_at", origin_id=row.person_id, target_id=row.company_id, role=row.role,
                since=row.since.date(), created_at=now,
            )
            for row in some
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("relations", "0001_initial"), ("customers", "0003_care_and_address")]
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
