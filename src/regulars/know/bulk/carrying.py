"""Carrying a change out, or back, a portion in a transaction: a portion is whole or did not happen, and work that was
killed goes on behind the last one."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from regulars.access.acting import acting_as, current
from regulars.access.users.queries import acting_of
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.bulk.models import BulkChange, BulkRow
from regulars.know.bulk.sort import Done
from regulars.know.bulk.sorts import SORTS
from regulars.know.customers.lines import change_line
from regulars.know.filters.check import Fields, check
from regulars.know.filters.field import Moment
from regulars.know.filters.pages import ids_after
from regulars.know.filters.rule import read_rule
from regulars.timeline.record import record

State = BulkChange.State
Outcome = BulkRow.Outcome
PORTION = 200
# Customers looked at for a portion where the rule fits few.
LOOKED_AT = 5_000


def carry_on(change_id: int, fields: Callable[[], Fields], go_on: Callable[[], bool] = lambda: True) -> None:
    """Do the rest of a change, as whoever asked for it. What goes wrong is kept on the change; what was done stays done."""
    change = BulkChange.objects.select_related("user").get(pk=change_id)
    who = acting_of(change.user) if change.user is not None else current()
    with acting_as(who):
        try:
            while go_on() and _portion(change_id, fields(), who.actor):
                pass
        except (Refused, PermissionDenied) as error:
            BulkChange.objects.filter(pk=change_id).update(
                state=State.FAILED, error=str(error)[:500], finished_at=moments.now()
            )


def _portion(change_id: int, fields: Fields, actor: str) -> bool:
    """One portion; says whether there is more to do."""
    with transaction.atomic():
        change = BulkChange.objects.select_for_update().get(pk=change_id)
        if change.state in {State.WAITING, State.RUNNING}:
            return _forward(change, fields, actor)
        return _backward(change, actor) if change.state == State.UNDOING else False


def _forward(change: BulkChange, fields: Fields, actor: str) -> bool:
    ids, end = _next(change, fields)
    done = SORTS[change.what].do(ids, change.value, actor) if ids else []
    BulkRow.objects.bulk_create(_row(change, one) for one in done)
    change.passed += len(ids)
    change.changed += sum(1 for one in done if not one.refused)
    change.state = State.RUNNING
    change.position = end if end is not None else change.position
    if end is None:
        change.state, change.position, change.finished_at = State.DONE, 0, moments.now()
        told = {"customers": [0, change.changed]}
        record(change_line("customers.changed", actor, changes=told, note=SORTS[change.what].say(change.value)))
    change.save()
    return end is not None


def _row(change: BulkChange, one: Done) -> BulkRow:
    return BulkRow(
        change=change, customer_id=one.customer_id, before=one.before, after=one.after,
        outcome=Outcome.REFUSED if one.refused else Outcome.CHANGED, why=one.refused[:200],
    )  # fmt: skip


def _next(change: BulkChange, fields: Fields) -> tuple[list[int], int | None]:
    """The next customers to change, and the id behind which to go on (None: that was the last portion)."""
    if change.chosen is not None:
        left = [pk for pk in sorted(set(change.chosen)) if pk > change.position]
        some = left[:PORTION]
        return some, some[-1] if len(left) > PORTION else None
    rule = check(read_rule(change.rule or {"all": []}), fields)
    # “The last 90 days” stay those of when it was asked for, however long it runs.
    ids, end = ids_after(rule, fields, change.position, LOOKED_AT, Moment(change.made_at))
    if len(ids) > PORTION:
        return ids[:PORTION], ids[PORTION - 1]
    return ids, end


def _backward(change: BulkChange, actor: str) -> bool:
    rows = list(
        BulkRow.objects.filter(change=change, outcome=Outcome.CHANGED, customer_id__gt=change.position).order_by(
            "customer"
        )[: PORTION + 1]
    )
    some = rows[:PORTION]
    answers = SORTS[change.what].undo(some, change.value, actor) if some else {}
    for row in some:
        row.outcome, why = answers.get(row.customer_id, (Outcome.KEPT, "They are not yours to see any more."))
        row.why = why[:200]
    BulkRow.objects.bulk_update(some, ["outcome", "why"])
    change.restored += sum(1 for row in some if row.outcome == Outcome.RESTORED)
    change.kept += sum(1 for row in some if row.outcome == Outcome.KEPT)
    more = len(rows) > PORTION
    change.position = some[-1].customer_id if some else change.position
    if not more:
        change.state, change.finished_at = State.UNDONE, moments.now()
        told = {"customers": [change.changed, change.changed - change.restored]}
        record(change_line("customers.restored", actor, changes=told, note=SORTS[change.what].say(change.value)))
    change.save()
    return more
