"""Making and changing segments; putting people on lists and taking them off."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from regulars.access.acting import current, require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.customers.lines import change_line
from regulars.know.customers.queries import listed
from regulars.know.filters.check import check
from regulars.know.filters.profile import ME
from regulars.know.filters.rule import Condition, Group, Not, Rule, read_rule, write_rule
from regulars.timeline.record import record
from regulars.understand.segments.filter_fields import all_fields
from regulars.understand.segments.membership import move
from regulars.understand.segments.models import Proposal, Segment, SegmentEntry
from regulars.understand.segments.queries import named_by, segment
from regulars.understand.segments.rules import expanded

MOST: Final = 500
LONGEST: Final = 60
LONGEST_DESCRIPTION: Final = 300
# People put on a list in one go.
MOST_AT_ONCE: Final = 100_000
_AT_A_TIME: Final = 500


def make(
    name: str,
    *,
    rule: Mapping[str, Any] | None = None,
    description: str = "",
    kind: str = Segment.Kind.RULE,
    shared: bool = True,
    made_from: str = "",
    actor: str,
) -> Segment:
    """Make a segment; the worker counts it within seconds. Raises Refused and PermissionDenied."""
    who = require("segments.manage")
    with transaction.atomic():
        if Segment.objects.filter(removed_at=None).count() >= MOST:
            raise Refused({"name": f"{MOST} segments are the most there can be. Remove one that nobody uses first."})
        now = moments.now()
        one = Segment(kind=kind, owner_id=who.user_id, made_from=made_from, created_at=now, changed_at=now)
        _set(one, {"name": name, "description": description, "rule": rule or {}, "shared": shared})
        if one.is_list:
            # Nobody is on it yet: it is counted.
            one.due, one.counted_at = False, now
            one.counted_day = moments.business_day(now, settings.REGULARS_TIME_ZONE)
        one.save()
        record(change_line("segment.changed", actor, changes={"segment": [None, one.name]}, note=one.name))
    return one


def change(segment_id: int, fields: Mapping[str, Any], *, actor: str) -> Segment:
    """Change some of name, description, rule and shared. Raises Refused, PermissionDenied, Segment.DoesNotExist."""
    require("segments.manage")
    with transaction.atomic():
        one = _changeable(segment_id)
        names = ("name", "description", "rule", "shared")
        before = {name: getattr(one, name) for name in names}
        _set(one, before | {name: value for name, value in fields.items() if name in names})
        changes = {name: [before[name], getattr(one, name)] for name in names if before[name] != getattr(one, name)}
        if changes:
            one.changed_at = moments.now()
            if "rule" in changes:
                # Whoever comes or goes by a new rule did nothing themselves: the segment alone gets a line.
                one.due, one.counted_at, one.problem = True, None, ""
            one.save()
            record(change_line("segment.changed", actor, changes=changes, note=one.name))
            if "rule" in changes:
                _wake_those_naming(one.pk)
    return one


def remove(segment_id: int, *, actor: str) -> None:
    """Remove a segment; no customer changes by it. Raises Refused where another rule names it."""
    require("segments.manage")
    with transaction.atomic():
        one = _changeable(segment_id)
        if users := named_by(one.pk):
            raise Refused({"segment": f"“{users[0]}” is made with this segment. Change that one first."})
        one.removed_at, one.due = moments.now(), False
        one.save(update_fields=["removed_at", "due"])
        record(change_line("segment.changed", actor, changes={"segment": [one.name, None]}, note=one.name))


def put_on(segment_id: int, customer_ids: Collection[int], *, actor: str) -> int:
    """Put customers on a list kept by hand; those whom whoever acts does not see are left out. Returns how many are new."""
    return _put(segment_id, customer_ids, actor, on=True)


def take_off(segment_id: int, customer_ids: Collection[int], *, actor: str) -> int:
    """Take customers off a list kept by hand. Returns how many were on it."""
    return _put(segment_id, customer_ids, actor, on=False)


def _put(segment_id: int, customer_ids: Collection[int], actor: str, *, on: bool) -> int:
    require("segments.manage")
    wanted = sorted({int(pk) for pk in customer_ids})
    if len(wanted) > MOST_AT_ONCE:
        raise Refused({"customers": f"At most {MOST_AT_ONCE:,} at once; these are {len(wanted):,}."})
    changed = 0
    with transaction.atomic():
        one = _changeable(segment_id)
        if not one.is_list:
            raise Refused({"segment": "Who is in this segment follows from its rule. Change the rule, or make a list."})
        now = moments.now()
        day = moments.business_day(now, settings.REGULARS_TIME_ZONE)
        for start in range(0, len(wanted), _AT_A_TIME):
            ids = list(listed().filter(pk__in=wanted[start : start + _AT_A_TIME]).values_list("pk", flat=True))
            if on:
                rows = [SegmentEntry(segment=one, customer_id=pk, added_at=now) for pk in ids]
                SegmentEntry.objects.bulk_create(rows, ignore_conflicts=True)
                changed += move(one, ids, [], day, now)[0]
            else:
                entries = SegmentEntry.objects.filter(segment=one)
                entries.filter(customer__in=ids).delete()
                entries.filter(customer__merged_into__in=ids).delete()
                changed += move(one, [], ids, day, now)[1]
        if changed:
            what = {"put on": [None, changed]} if on else {"taken off": [changed, None]}
            record(change_line("segment.changed", actor, changes=what, note=one.name))
            _wake_those_naming(one.pk)
    return changed


def ask_for_proposals() -> None:
    """Let the worker look for groups among the customers; `queries.proposal` has them within a minute."""
    require("segments.manage")
    if not Proposal.objects.update(asked_at=moments.now()):
        Proposal.objects.create(asked_at=moments.now())


def _wake_those_naming(segment_id: int) -> None:
    names = named_by(segment_id)
    if names:
        Segment.objects.filter(name__in=names, removed_at=None, kind=Segment.Kind.RULE).update(due=True)


def _changeable(segment_id: int) -> Segment:
    one = segment(segment_id)
    who = current()
    if not one.shared and who.actor != "house" and one.owner_id != who.user_id:
        raise PermissionDenied("Only whoever made this segment can change it.")
    return one


def _set(one: Segment, told: Mapping[str, Any]) -> None:
    """Check what is told and set it. Raises Refused."""
    errors: dict[str, str] = {}
    name = " ".join(str(told["name"]).split())
    description = " ".join(str(told["description"]).split())
    if not name:
        errors["name"] = "Give the segment a name."
    elif len(name) > LONGEST:
        errors["name"] = f"At most {LONGEST} characters; these are {len(name)}."
    elif Segment.objects.filter(name__iexact=name, removed_at=None).exclude(pk=one.pk).exists():
        errors["name"] = f"There is a segment “{name}” already. Choose another name."
    if len(description) > LONGEST_DESCRIPTION:
        errors["description"] = f"At most {LONGEST_DESCRIPTION} characters; these are {len(description)}."
    plain: dict[str, Any] = {}
    if not one.is_list:
        try:
            plain = write_rule(_checked(read_rule(told["rule"] or {"all": []}), one.pk))
        except Refused as error:
            errors |= {"rule" if key == "rule" else f"rule.{key}": text for key, text in error.errors.items()}
    if errors:
        raise Refused(errors)
    one.name, one.description, one.rule, one.shared = name, description, plain, bool(told["shared"])


def _checked(rule: Rule, own: int | None = None) -> Rule:
    """The rule of a segment as it can be kept: every field is there, “me” is who says it, no circle. Raises Refused."""
    check(rule, all_fields())
    plain = _without_me(rule)
    known = {one.pk: one for one in Segment.objects.filter(removed_at=None)}
    if own is not None and own in known:
        known[own].rule = write_rule(plain)
    expanded(plain, known)
    return plain


def _without_me(rule: Rule) -> Rule:
    """Who is in a segment is the same whoever looks."""
    match rule:
        case Group(way, parts):
            return Group(way, tuple(_without_me(part) for part in parts))
        case Not(part):
            return Not(_without_me(part))
        case Condition("owner", op, list() as value) if ME in value:
            who = current().user_id
            if who is None:
                raise Refused({"rule": "“Me” is nobody here. Name the colleague."})
            return Condition("owner", op, [str(who) if one == ME else one for one in value])
        case _:
            return rule
