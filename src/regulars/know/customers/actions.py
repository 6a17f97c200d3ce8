"""Changing customers by hand, and keeping when they were last heard."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from regulars.access.acting import current, require
from regulars.access.permissions import Sees
from regulars.kit import moments, sql_values
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.know.customers.models import Customer
from regulars.know.customers.profile import TEXTS, refresh_keys
from regulars.know.customers.visible import visible
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record

EDITABLE = (*TEXTS, "birthday", "kind")


def change_customer(
    customer_id: int,
    fields: Mapping[str, Any],
    *,
    actor: str,
    also: Mapping[str, list[Any]] | None = None,
    found: Collection[str] | None = None,
) -> Customer:
    """Set fields of one customer; the timeline keeps before and after. Raises Refused.

    Fields must be valid already as far as identities go: `regulars.know.identities.actions` checks those. `also` is
    what the caller changes of them beside (name -> [before, after]), told on the same line, and `found` the texts of
    their own fields to be searched. Raises Customer.DoesNotExist for one that whoever acts does not see.
    """
    require("customers.edit")
    with transaction.atomic():
        customer = Customer.objects.select_for_update().get(visible(), pk=customer_id)
        changes = _set(customer, fields) | dict(also or {})
        if changes:
            refresh_keys(customer, values=found)
            customer.changed_at = moments.now()
            customer.save()
            record(_entry("customer.changed", customer, Change(changes=changes), actor))
    return customer


def create_customer(
    fields: Mapping[str, Any],
    *,
    actor: str,
    also: Mapping[str, list[Any]] | None = None,
    found: Collection[str] | None = None,
) -> Customer:
    """Make a known customer from fields. Raises Refused when neither name nor address nor phone is given.

    `also` and `found` are as in `change_customer`.
    """
    who = require("customers.edit")
    now = moments.now()
    customer = Customer(known=True, created_at=now, changed_at=now)
    if who.sees != Sees.ALL:
        # Or they would lose sight of whom they just met.
        customer.owner_id, customer.team_id = who.user_id, next(iter(who.team_ids), None)
    changes = _set(customer, fields) | dict(also or {})
    if not (customer.name or customer.email or customer.phone):
        raise Refused({"name": "Give a name, an e-mail address or a phone number."})
    with transaction.atomic():
        refresh_keys(customer, values=found)
        customer.save()
        record(_entry("customer.created", customer, Change(changes=changes), actor))
    return customer


def _set(customer: Customer, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    hidden = current().hidden
    errors: dict[str, str] = {}
    changes: dict[str, list[Any]] = {}
    for field, value in fields.items():
        if field not in EDITABLE or field in hidden:
            errors[field] = "This field cannot be changed here."
            continue
        if field in TEXTS and len(value or "") > TEXTS[field]:
            errors[field] = f"At most {TEXTS[field]} characters; these are {len(value)}."
            continue
        if field == "kind" and value not in Customer.Kind.values:
            errors[field] = "Choose person or company."
            continue
        after = str(value or "").strip() if field in TEXTS else value
        before = getattr(customer, field)
        if before != after:
            changes[field] = [_plain(before), _plain(after)]
            setattr(customer, field, after)
    if errors:
        raise Refused(errors)
    return changes


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _entry(name: str, customer: Customer, change: Change, actor: str) -> Entry:
    return Entry(
        name=name,
        customer_id=customer.pk,
        occurred_at=moments.now(),
        source="house",
        source_id=new_token(),
        payload=change,
        direction="",
        actor=actor,
    )


_HEARD = """
UPDATE customers_customer
SET last_heard_at = CASE WHEN last_heard_at IS NULL OR last_heard_at < %s THEN %s ELSE last_heard_at END,
    first_heard_at = CASE WHEN first_heard_at IS NULL OR first_heard_at > %s THEN %s ELSE first_heard_at END
WHERE id = %s AND (last_heard_at IS NULL OR last_heard_at <= %s OR first_heard_at > %s)
"""


# A visit is a dozen events within minutes. Moving the customer's place in the list at each of them would write more
# pages than recording the events does, and nobody reads the list that finely.
HEARD_STEP = timedelta(minutes=5)


def heard(moments_heard: Iterable[tuple[int, datetime]]) -> None:
    """Note when customers were heard: (customer id, when). Keeps the earliest, and the latest to within HEARD_STEP.

    Records nothing: it is the timeline's own summary, kept beside the customer for the list to sort by.
    """
    last: dict[int, datetime] = {}
    first: dict[int, datetime] = {}
    for customer_id, when in moments_heard:
        if customer_id not in last or when > last[customer_id]:
            last[customer_id] = when
        if customer_id not in first or when < first[customer_id]:
            first[customer_id] = when
    vendor = connection.vendor
    rows = []
    for pk, latest in last.items():
        new, old = sql_values.moment(latest, vendor), sql_values.moment(first[pk], vendor)
        step = sql_values.moment(latest - HEARD_STEP, vendor)
        rows.append((new, new, old, old, pk, step, old))
    with connection.cursor() as cursor:
        cursor.executemany(_HEARD, rows)
