"""Merging two customers into one, and parting them again. Nothing moves: links are made and taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from regulars.access.acting import current, require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import may_see
from regulars.know.customers.rows import load_rows, update_rows
from regulars.know.identities import blending
from regulars.know.identities.contacts import checked_contacts, refuse_taken
from regulars.know.identities.models import Blend, Link
from regulars.know.merges.fields import chosen, side_by_side
from regulars.know.merges.models import Merge
from regulars.know.merges.queries import refuse_pair
from regulars.timeline.names import Change
from regulars.timeline.read import heard_between
from regulars.timeline.record import Entry, record


def merge(winner_id: int, loser_id: int, values: Mapping[str, Any], *, actor: str, reason: str = "") -> Merge:
    """Make the loser a part of the winner. `values` are fields of the outcome that differ from what `preview_merge` proposes.

    Raises Refused, and Customer.DoesNotExist for one that is not to be seen.
    """
    require("customers.merge")
    with transaction.atomic():
        winner, loser = _locked(winner_id, loser_id)
        refuse_pair(winner, loser)
        rows = {row.pk: row for row in load_rows([winner.pk, loser.pk])}
        row, other = rows[winner.pk], rows[loser.pk]
        blends = Blend.objects.in_bulk([winner.pk, loser.pk])
        blend = blends.get(winner.pk) or blending.begin(row, (winner.first_heard_at, winner.last_heard_at))
        for each in blends.values():
            blending.catch_up(each, rows[each.pk])
        words = _words(winner, loser, blending.flat(row), blending.flat(other), values, blends.get(loser.pk))
        before = blending.flat(row)
        moved = _link(winner, loser)
        _refuse_contacts(winner, {name: value for name, (_, value) in words.items()}, blending.flat(other))
        blending.give(blend, words)
        _show(blend, row)
        blending.keep([*blends.values(), blend] if winner.pk not in blends else list(blends.values()))
        _heard(winner, [(winner.first_heard_at, winner.last_heard_at), (loser.first_heard_at, loser.last_heard_at)])
        made = Merge.objects.create(
            winner=winner, loser=loser, actor=actor, at=moments.now(), reason=reason.strip()[:200], moved=moved,
            changes={name: [before.get(name), value] for name, (_, value) in words.items()},
        )  # fmt: skip
        record(
            _entry("customer.merged", winner.pk, made, f"with {loser}", actor, made.changes),
        )
    return made


def part(merge_id: int, *, actor: str) -> Merge:
    """Undo a merge: each has their own again, what was told since included. Raises Refused, Merge.DoesNotExist."""
    require("customers.merge")
    with transaction.atomic():
        made = Merge.objects.select_for_update().get(pk=merge_id)
        if made.undone_at is not None:
            raise Refused({"merge": "This merge was undone already."})
        root, loser, changes = _take_apart(made.loser_id)
        made.undone_at, made.undone_by = moments.now(), actor
        made.save(update_fields=["undone_at", "undone_by"])
        record(
            _entry("customer.parted", root.pk, made, f"from {loser}", actor, changes),
            _entry("customer.parted", loser.pk, made, f"from {root}", actor, {}),
        )
    return made


def part_visitor(visitor_id: int, *, actor: str) -> Customer:
    """Part a visitor whom a call had joined. They are a customer of their own then, whom no call joins to another again.

    Raises Refused, and Customer.DoesNotExist for one that is not to be seen.
    """
    require("customers.merge")
    with transaction.atomic():
        if Merge.objects.filter(loser=visitor_id, undone_at=None).exists():
            raise Refused({"visitor": "They were merged by hand. Undo that merge."})
        root, visitor, changes = _take_apart(visitor_id, by_lines=True)
        # Known, or the next call from the same device would join them again.
        visitor.known = True
        visitor.save(update_fields=["known"])
        record(
            _entry("customer.parted", root.pk, None, f"from {visitor}", actor, changes, visitor.pk),
            _entry("customer.parted", visitor.pk, None, f"from {root}", actor, {}, visitor.pk),
        )
    return visitor


def _locked(*ids: int) -> list[Customer]:
    """These customers, whom nobody else changes until we are done; always in the same order, so nobody waits in a ring."""
    found = {row.pk: row for row in Customer.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    rows = [found[pk] for pk in ids if pk in found and may_see(found[pk])]
    if len(rows) != len(ids):
        raise Customer.DoesNotExist
    if any(row.merged_into_id for row in rows):
        raise Refused({"loser": "One of them is part of another customer already. Open that one."})
    return rows


def _words(
    winner: Customer,
    loser: Customer,
    row: Mapping[str, Any],
    other: Mapping[str, Any],
    values: Mapping[str, Any],
    loser_blend: Blend | None,
) -> dict[str, tuple[int, Any]]:
    """What the merge changes on the winner: field -> (the part it comes from, value)."""
    outcome = chosen(side_by_side(row, other), values, current().hidden)
    words = {}
    for name, value in outcome.items():
        if value != row.get(name, "") and (value or row.get(name)):
            origin = blending.giver(loser_blend, loser.pk, name) if value == other.get(name) else loser.pk
            words[name] = (origin, value)
    return words


def _refuse_contacts(winner: Customer, words: dict[str, Any], other: Mapping[str, Any]) -> None:
    typed = {name: words[name] for name in ("email", "phone") if words.get(name) and words[name] != other.get(name)}
    if typed:
        refuse_taken(checked_contacts(typed), winner.pk)


def _link(winner: Customer, loser: Customer) -> list[int]:
    """Make the loser and their parts parts of the winner; returns those parts."""
    now = moments.now()
    Link.objects.create(part=loser, into=winner, at=now)
    moved = list(Customer.objects.filter(merged_into=loser).order_by("pk").values_list("pk", flat=True))
    Customer.objects.filter(pk__in=[loser.pk, *moved]).update(merged_into=winner, changed_at=now)
    return moved


def _show(blend: Blend, row: Any) -> None:
    lending = Customer.objects.filter(pk__in=Link.objects.filter(into=row.pk).values("part")).order_by("pk")
    blending.show(blend, row, list(lending.values_list("search_text", flat=True)))
    update_rows([row])


_Heard = tuple[datetime | None, datetime | None]


def _heard(customer: Customer, heard: Iterable[_Heard]) -> None:
    """Write when somebody was heard: the first and the last of all these."""
    told = list(heard)
    first = min((first for first, _ in told if first), default=None)
    last = max((last for _, last in told if last), default=None)
    Customer.objects.filter(pk=customer.pk).update(first_heard_at=first, last_heard_at=last)


def _take_apart(part_id: int, *, by_lines: bool = False) -> tuple[Customer, Customer, dict[str, list[Any]]]:
    """Take a part, and whoever hangs on it, off its customer. Returns (customer, part, the customer's changes)."""
    leaving = Customer.objects.filter(pk=part_id).first()
    if leaving is None or leaving.merged_into_id is None:
        raise Refused({"merge": "This was parted already."})
    found = {
        row.pk: row for row in Customer.objects.select_for_update().filter(pk__in=[leaving.merged_into_id, part_id])
    }
    root, leaving = found[leaving.merged_into_id], found[part_id]
    if not may_see(root):
        raise Customer.DoesNotExist
    if root.erased_at:
        raise Refused({"merge": "This customer was erased. There is nothing left to give back."})
    links = blending.parents(root.pk)
    group = blending.below(links, part_id)
    above = blending.path(links, links[part_id])
    Link.objects.filter(part=part_id).delete()
    del links[part_id]
    now = moments.now()
    Customer.objects.filter(pk__in=group - {part_id}).update(merged_into=part_id, changed_at=now)
    Customer.objects.filter(pk=part_id).update(merged_into=None, changed_at=now)
    leaving.merged_into = None
    changes: dict[str, list[Any]] = {}
    for pk in above:
        changes = _settle(pk, group, links, by_lines=by_lines)
    _heard(leaving, [(leaving.first_heard_at, leaving.last_heard_at), *_heard_below(part_id, links)])
    return root, leaving, changes


def _settle(pk: int, leaving: set[int], links: Mapping[int, int], *, by_lines: bool) -> dict[str, list[Any]]:
    """Give one customer back what is theirs without those who leave. Returns what changed of the profile."""
    changes: dict[str, list[Any]] = {}
    customer = Customer.objects.get(pk=pk)
    blend = Blend.objects.filter(customer=pk).first()
    since = 0
    own: _Heard = (None, None)
    if blend is not None:
        [row] = load_rows([pk])
        blending.catch_up(blend, row)
        before = blending.shown(blend)
        blending.take_back(blend, leaving)
        after = blending.shown(blend)
        changes = {
            name: [before.get(name), after.get(name)]
            for name in {**before, **after}
            if before.get(name) != after.get(name)
        }
        _show(blend, row)
        if not by_lines:
            since, own = blend.own["since"], blending.heard_alone(blend)
        if pk in links.values():
            blending.keep([blend])
        else:
            blend.delete()
    if blend is not None or by_lines:
        _heard(customer, [own, heard_between(pk, after_line=since), *_heard_below(pk, links)])
    return changes


def _heard_below(pk: int, links: Mapping[int, int]) -> Sequence[_Heard]:
    children = [part for part, into in links.items() if into == pk]
    return list(Customer.objects.filter(pk__in=children).values_list("first_heard_at", "last_heard_at"))


def _entry(
    name: str,
    customer_id: int,
    made: Merge | None,
    note: str,
    actor: str,
    changes: Mapping[str, list[Any]],
    visitor: int = 0,
) -> Entry:
    pair = [made.loser_id, made.winner_id] if made else [visitor, customer_id]
    return Entry(
        name=name,
        customer_id=customer_id,
        occurred_at=moments.now(),
        source="house",
        source_id=new_token(),
        # The lake reads from `part` whose rows changed besides the customer's.
        payload=Change(changes={"part": pair, **changes}, note=note, more={"merge": made.pk} if made else {}),
        direction="",
        actor=actor,
    )
