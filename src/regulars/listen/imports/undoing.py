"""Taking a whole import back, in the caller's transaction: what only it put in goes, what it changed is as before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from regulars.kit.folding import fold
from regulars.know.consents.actions.importing import withdraw_import
from regulars.know.customers.models import Customer
from regulars.know.customers.profile import refresh_keys
from regulars.know.fields.actions import put_back
from regulars.know.identities import keys
from regulars.know.identities.models import Identity, Link
from regulars.know.relations.queries import have_relations
from regulars.listen.imports.bringing import take_back
from regulars.listen.imports.models import Import, Touched
from regulars.listen.imports.queries import Undoing
from regulars.listen.imports.taking import FIELDS, plain
from regulars.timeline.read import have_lines
from regulars.timeline.record import last_id, withdraw

_AT_A_TIME = 500
_MOMENTS = {"changed_at", "first_heard_at", "last_heard_at"}


def undo(job: Import) -> Undoing:
    """Withdraws the lines, deletes customers nobody else used since, and gives changed ones their former values back.

    A value that was changed again since is left as it is now.
    """
    take_back(job)
    # Taking back said so on the timeline too, in lines that go with the rest.
    lines = withdraw(job.mark, job.first_line, last_id()) if job.first_line else 0
    withdraw_import(job.mark, actor=job.actor)
    changed = 0
    own: dict[int, dict[str, tuple[list[str], list[str]]]] = {}
    for row in Touched.objects.filter(import_of=job, before__isnull=False).iterator(_AT_A_TIME):
        theirs = Q(customer=row.customer_id) | Q(customer__merged_into=row.customer_id)
        Identity.objects.filter(theirs, key__in=row.identities).delete()
        changed += _restore(row)
        own |= _own_before(row)
    put_back(own)
    made = 0
    ids = list(Touched.objects.filter(import_of=job, before__isnull=True).values_list("customer_id", flat=True))
    for begin in range(0, len(ids), _AT_A_TIME):
        made += _delete_unused(ids[begin : begin + _AT_A_TIME])
    Touched.objects.filter(import_of=job).delete()
    return Undoing(lines, made, changed)


def _own_before(row: Touched) -> dict[int, dict[str, tuple[list[str], list[str]]]]:
    """Customer -> key -> (before, as the import left it) of the own fields it changed."""
    before, after = (row.before or {}).get("own", {}), row.after.get("own", {})
    changed = {key: (texts, after.get(key, [])) for key, texts in before.items() if texts != after.get(key, [])}
    return {row.customer_id: changed} if changed else {}


def _delete_unused(ids: list[int]) -> int:
    """Deletes those of whom nothing else was heard, and that nothing else points at."""
    used = have_lines(ids)
    used |= set(Customer.objects.filter(merged_into_id__in=ids).values_list("merged_into_id", flat=True))
    # Whom a colleague merged into somebody: what they gave to the profile is found by their number.
    used |= set(Link.objects.filter(part_id__in=ids).values_list("part_id", flat=True))
    used |= have_relations(ids)
    gone = [pk for pk in ids if pk not in used]
    Identity.objects.filter(customer_id__in=gone).delete()
    return Customer.objects.filter(pk__in=gone).delete()[1].get("customers.Customer", 0)


def _restore(row: Touched) -> bool:
    customer = Customer.objects.filter(pk=row.customer_id).first()
    if customer is None or row.before is None:
        return False
    changed_since = False
    for name in FIELDS:
        if plain(getattr(customer, name)) == row.after[name]:
            setattr(customer, name, _typed(name, row.before[name]))
        else:
            changed_since = True
    if changed_since:
        # The search text was written anew since: the ids that are taken back must not be found by it.
        gone = {f"#{fold(keys.parts(key)[2])}" for key in row.identities}
        customer.search_text = "\n".join(term for term in customer.search_text.split("\n") if term not in gone)
        refresh_keys(customer)
    customer.save(update_fields=FIELDS)
    return True


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name == "birthday" else value
