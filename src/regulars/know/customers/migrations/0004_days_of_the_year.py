"""Indexes by the day of the year, for the days to remember. They are part of no table's copy and leave its triggers alone."""

from __future__ import annotations

from django.db import migrations, models

from regulars.know.customers.day_keys import DayKey, MomentKey


def by_day(key: type[DayKey], field: str, name: str) -> migrations.AddIndex:
    """An index over the customers that lists show, by the day of the year of one field."""
    condition = models.Q((f"{field}__isnull", False), ("known", True), ("merged_into", None))
    return migrations.AddIndex("customer", models.Index(key(field), "id", condition=condition, name=name))


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_care_and_address")]
    operations = [
        by_day(DayKey, "birthday", "customer_birthday_of_year"),
        by_day(MomentKey, "first_heard_at", "customer_first_of_year"),
    ]
