"""Every room that keeps something of a customer tells it and erases it."""

from __future__ import annotations

from django.apps import apps
from django.db.models import ForeignKey

from regulars.know.customers.models import Customer
from regulars.know.requests.rooms import rooms

# Apps that speak of customers and have no room of their own, and who sees to them.
SEEN_TO = {
    "timeline": "stripped by timeline.erase, the audit blanked",
    "requests": "emptied and kept as proof by know.requests.erasing",
}


def speaking_of_customers() -> set[str]:
    """Labels of our apps with a model that points to a customer, by key or by number."""
    found = set()
    for model in apps.get_models():
        if not model.__module__.startswith("regulars."):
            continue
        for field in model._meta.local_fields:
            if field.name == "customer_id" or (isinstance(field, ForeignKey) and field.related_model is Customer):
                found.add(model._meta.app_label)
    return found


def test_every_app_that_speaks_of_customers_has_a_room() -> None:
    assert speaking_of_customers() - {room.name for room in rooms()} == set(SEEN_TO)


def test_customers_go_last_and_identities_before_them() -> None:
    assert [room.name for room in rooms()][-2:] == ["identities", "customers"]
