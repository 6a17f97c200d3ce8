"""Changing many customers at once, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.bulk.carrying import carry_on
from regulars.know.bulk.models import BulkChange
from regulars.know.bulk.queries import change_of, may_undo
from regulars.know.bulk.sorts import SORTS
from regulars.know.customers.lines import change_line
from regulars.know.filters.check import Fields, check
from regulars.know.filters.rule import Rule, write_rule
from regulars.know.filters.words import spoken
from regulars.timeline.record import record

# So many are changed while one waits; more by the worker.
AT_ONCE = 1_000
MOST_CHOSEN = 20_000


def change_many(
    what: str,
    value: Mapping[str, Any],
    *,
    rule: Rule,
    chosen: Sequence[int] | None,
    fields: Callable[[], Fields],
    actor: str,
) -> BulkChange:
    """Change the customers `chosen`, or all whom the rule fits (chosen None). A few at once, more by the worker.

    Raises Refused for a value that cannot be, before anything is written.
    """
    who = require("customers.edit")
    if what not in SORTS:
        raise Refused({"what": "Choose what to change."})
    if chosen is not None and not 1 <= len(chosen) <= MOST_CHOSEN:
        raise Refused({"pick": f"Choose from 1 to {MOST_CHOSEN:,} customers, or all of a list."})
    known = fields()
    check(rule, known)
    SORTS[what].check(value)
    with transaction.atomic():
        change = BulkChange.objects.create(
            what=what, value=dict(value), rule=write_rule(rule), chosen=None if chosen is None else sorted(set(chosen)),
            user_id=who.user_id, made_at=moments.now(),
        )  # fmt: skip
        whom = f"{len(change.chosen or ()):,} chosen" if chosen is not None else spoken(rule, known)
        record(change_line("customers.changed", actor, note=f"{SORTS[what].say(value)}: {whom}"[:500]))
    if chosen is not None and len(chosen) <= AT_ONCE:
        carry_on(change.pk, fields)
        change.refresh_from_db()
    return change


def undo_change(change_id: int, *, fields: Callable[[], Fields], actor: str) -> BulkChange:
    """Put back what a change changed, for everybody whom nobody changed since. A few at once, more by the worker.

    Raises PermissionDenied, and Refused when it is not done or was undone already.
    """
    who = require("customers.edit")
    with transaction.atomic():
        change = change_of(change_id)
        if change is None:
            raise PermissionDenied("This change is not yours to undo.")
        if not may_undo(BulkChange.objects.select_for_update().get(pk=change_id)):
            raise Refused({"change": "There is nothing to undo: it is still running, or was undone already."})
        # Whoever undoes it acts from here on.
        BulkChange.objects.filter(pk=change_id).update(
            state=BulkChange.State.UNDOING, position=0, user_id=who.user_id, finished_at=None
        )
        record(
            change_line("customers.restored", actor, note=f"Being undone: {SORTS[change.what].say(change.value)}"[:500])
        )
    if change.changed <= AT_ONCE:
        carry_on(change_id, fields)
    change.refresh_from_db()
    return change
