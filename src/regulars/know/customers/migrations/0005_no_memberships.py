"""Who belongs to which company is a relation now (regulars.know.relations); its migrations took the rows over."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_days_of_the_year"), ("relations", "0002_memberships")]
    operations = [migrations.DeleteModel("Membership")]
