"""Putting tags on many, and taking them off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from regulars.kit.refused import Refused
from regulars.know.bulk.models import BulkRow
from regulars.know.bulk.sort import Answers, Done, Outcome, Sort, Value
from regulars.know.customers.models import Customer
from regulars.know.tags.actions import Tagged, put_back, tag_customers
from regulars.know.tags.queries import tags_by_customer


def _ids(told: Any, name: str) -> list[int]:
    return list((told or {}).get(name, ()))


def _tag_names(value: Value) -> list[str]:
    told = value.get("tags") or []
    return [one.strip() for one in told if isinstance(one, str) and one.strip()] if isinstance(told, list) else []


def _check_tags(value: Value) -> None:
    names = _tag_names(value)
    if not names:
        raise Refused({"tags": "Name at least one tag."})
    if any(len(name) > 60 for name in names) or len(names) > 20:
        raise Refused({"tags": "A tag has at most 60 characters, and 20 at once are the most."})


def _tagged(done: Tagged) -> list[Done]:
    added: dict[int, list[int]] = {}
    removed: dict[int, list[int]] = {}
    for told, change in ((added, done.added), (removed, done.removed)):
        for tag, ids in change.items():
            for pk in ids:
                told.setdefault(pk, []).append(tag)
    return [
        Done(pk, {"removed": removed.get(pk, [])}, {"added": added.get(pk, [])}) for pk in sorted({*added, *removed})
    ]


def _tag(ids: Sequence[int], value: Value, actor: str) -> list[Done]:
    return _tagged(tag_customers(ids, add=_tag_names(value), actor=actor))


def _untag(ids: Sequence[int], value: Value, actor: str) -> list[Done]:
    return _tagged(tag_customers(ids, remove=_tag_names(value), actor=actor))


def _untagged(rows: Sequence[BulkRow], value: Value, actor: str) -> Answers:
    """Exactly the tags that were put on go off again, and the reverse; who lost or got them since is left alone."""
    told = Tagged()
    for row in rows:
        for tag in _ids(row.after, "added"):
            told.added.setdefault(tag, []).append(row.customer_id)
        for tag in _ids(row.before, "removed"):
            told.removed.setdefault(tag, []).append(row.customer_id)
    back = put_back(told, actor=actor)
    done = {pk for change in (back.added, back.removed) for ids in change.values() for pk in ids}
    return {
        row.customer_id: (Outcome.RESTORED, "")
        if row.customer_id in done
        else (Outcome.KEPT, "Their tags were changed since.")
        for row in rows
    }


def _tags_before(customers: Sequence[Customer], value: Value) -> dict[int, str]:
    found = tags_by_customer([customer.pk for customer in customers])
    return {pk: ", ".join(tag.name for tag in tags) for pk, tags in found.items()}


def _with_tags(before: str, value: Value) -> str:
    names = [name for name in before.split(", ") if name]
    known = {name.casefold() for name in names}
    return ", ".join(sorted([*names, *(n for n in _tag_names(value) if n.casefold() not in known)], key=str.casefold))


def _without_tags(before: str, value: Value) -> str:
    gone = {name.casefold() for name in _tag_names(value)}
    return ", ".join(name for name in before.split(", ") if name and name.casefold() not in gone)


def _said_tags(value: Value) -> str:
    return ", ".join(_tag_names(value))


TAG: Final = Sort(
    _check_tags, _tag, _untagged, lambda value: f"Put on the tag {_said_tags(value)}", _tags_before, _with_tags
)
UNTAG: Final = Sort(
    _check_tags, _untag, _untagged, lambda value: f"Take off the tag {_said_tags(value)}", _tags_before, _without_tags
)
