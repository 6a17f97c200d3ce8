"""Finding who came and went: of due segments among everybody, and of all segments among those the record spoke of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from django.conf import settings
from django.db import transaction

from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.customers.lines import change_line
from regulars.know.customers.models import Customer
from regulars.know.filters.check import check
from regulars.know.filters.field import Moment
from regulars.know.filters.rule import Rule
from regulars.store.lake.present import Wanted, stream
from regulars.timeline.record import record
from regulars.understand.segments.evaluate import Ids, of_everybody, of_some
from regulars.understand.segments.filter_fields import all_fields
from regulars.understand.segments.membership import fill, keep_day, move
from regulars.understand.segments.models import Segment, SegmentMember
from regulars.understand.segments.rules import LISTED, expanded, rule_of

if TYPE_CHECKING:
    import ibis
    from ibis.backends import BaseBackend

    from regulars.know.filters.registry import Registry

_NOBODY: Ids = np.array([], np.int64)


def live() -> dict[int, Segment]:
    """Every segment that was not removed, by number."""
    return {one.pk: one for one in Segment.objects.filter(removed_at=None).order_by("pk")}


def readable(asked: Iterable[Segment], known: Mapping[int, Segment], fields: Registry) -> dict[int, Rule]:
    """The expanded rules of those that can be evaluated. Of the others the problem is kept, and who was in them stays."""
    rules: dict[int, Rule] = {}
    for one in asked:
        try:
            rule = expanded(rule_of(one), known)
            checked_rule(rule, fields)
        except Refused as error:
            problem = " ".join(error.errors.values())[:300]
            Segment.objects.filter(pk=one.pk).update(problem=problem, due=False)
        else:
            rules[one.pk] = rule
    return rules


def checked_rule(rule: Rule, fields: Registry) -> Rule:
    """An expanded rule whose conditions can be read. Raises Refused."""
    from regulars.know.filters.rule import Condition, Group, Not  # noqa: PLC0415

    match rule:
        case Group(_, parts):
            for part in parts:
                checked_rule(part, fields)
        case Not(part):
            checked_rule(part, fields)
        case Condition(name) if not name.startswith(LISTED):
            check(rule, fields)
    return rule


def count(asked: Collection[Segment], backend: BaseBackend, lines: ibis.Table) -> int:
    """Look at everybody for these segments and write who came and went; returns how many did.

    Of one that is counted for the first time (or since its rule changed) the segment alone gets a line.
    """
    now = moments.now()
    today = moments.business_day(now, settings.REGULARS_TIME_ZONE)
    fields = all_fields()
    rules = readable(asked, live(), fields)
    belong = of_everybody(rules, fields, Moment(now), backend, lines)
    changed = 0
    by_number = {one.pk: one for one in asked}
    standing = _standing(belong)
    for number, stood in standing:
        one, now_in = by_number[number], belong[number]
        entered = np.setdiff1d(now_in, stood, assume_unique=True)
        left = np.setdiff1d(stood, now_in, assume_unique=True)
        changed += len(entered) + len(left)
        _write(one, entered, left, len(now_in), today, now)
    return changed


def _write(one: Segment, entered: Ids, left: Ids, size: int, today: date, now: datetime) -> None:
    # A rule that was changed while this was counted stays due.
    same = Segment.objects.filter(pk=one.pk, changed_at=one.changed_at)
    if not same.exists():
        return
    first = one.counted_at is None
    if first:
        fill(one, entered.tolist(), left.tolist(), today)
    else:
        move(one, entered.tolist(), left.tolist(), today, now)
    with transaction.atomic():
        same.update(size=size, due=False, counted_at=now, counted_day=today, problem="")
        if first:
            same.update(portrait_day=None)
        keep_day(one.pk, today, size)
        if first:
            note = f"{one.name}: counted, {size:,} {'person' if size == 1 else 'people'}"
            record(change_line("segment.changed", "house", note=note))


def _standing(belong: Mapping[int, Any]) -> Iterator[tuple[int, Ids]]:
    """Who stands in each of these segments, a segment at a time."""
    waiting = sorted(belong)
    if not waiting:
        return
    wanted = Wanted(
        "segments_segmentmember", {"segment_id": pa.int64(), "customer_id": pa.int64()},
        f"segment_id IN ({', '.join(map(str, waiting))})", order="segment_id, customer_id",
    )  # fmt: skip
    held: list[Ids] = []
    at = waiting[0]
    for batch in stream(wanted):
        numbers, customers = batch.column(0).to_numpy(), batch.column(1).to_numpy()
        starts = np.flatnonzero(np.diff(numbers)) + 1
        for part_of, part in zip(np.split(numbers, starts), np.split(customers, starts), strict=True):
            while at != part_of[0]:
                yield at, np.concatenate(held) if held else _NOBODY
                held = []
                at = waiting[waiting.index(at) + 1]
            held.append(part)
    yield at, np.concatenate(held) if held else _NOBODY
    for number in waiting[waiting.index(at) + 1 :]:
        yield number, _NOBODY


def changes_of(
    asked: Collection[Segment], backend: BaseBackend, customer_ids: Collection[int]
) -> list[tuple[Segment, list[int], list[int]]]:
    """Who of these customers comes and goes: (segment, entered, left) of segments that change. Merged parts only go."""
    fields = all_fields()
    rules = readable(asked, live(), fields)
    rows = Customer.objects.filter(pk__in=list(customer_ids)).values_list("pk", "merged_into")
    roots = {into or pk for pk, into in rows}
    belong = of_some(rules, fields, Moment(moments.now()), backend, roots)
    stood: dict[int, set[int]] = {number: set() for number in rules}
    members = SegmentMember.objects.filter(customer_id__in=[*{*roots, *customer_ids}], segment__in=list(rules))
    for number, customer in members.values_list("segment_id", "customer_id"):
        stood[number].add(customer)
    changes = []
    for one in asked:
        if one.pk in rules:
            now_in = set(belong[one.pk].tolist())
            entered, left = sorted(now_in - stood[one.pk]), sorted(stood[one.pk] - now_in)
            if entered or left:
                changes.append((one, entered, left))
    return changes


def describe(today: date) -> int:
    """Say anew of each segment what sets it apart and what it shares with others, where that is not of today; returns how
    many were told."""
    known = live()
    stale = [one for one in known.values() if one.counted_at is not None and one.portrait_day != today]
    if not stale:
        return 0
    from regulars.understand.segments.describing import overlaps, portrait, read_facts  # noqa: PLC0415 -- when needed

    members = dict(_standing(known))
    shared = overlaps(members)
    facts = read_facts()
    for one in stale:
        told = portrait(facts, members[one.pk], shared[one.pk], known)
        Segment.objects.filter(pk=one.pk).update(portrait=told, portrait_day=today)
    return len(stale)
