"""Putting tags on customers and taking them off; renaming, merging and removing tags."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.folding import fold
from regulars.kit.refused import Refused
from regulars.know.customers.lines import change_line
from regulars.know.customers.models import Customer
from regulars.know.customers.parts import of_roots, root_id
from regulars.know.customers.visible import visible
from regulars.know.tags.models import Tag, Tagging
from regulars.timeline.record import record

LONGEST = 60
_AT_A_TIME = 500


@dataclass(slots=True)
class Tagged:
    """What changed, exactly: tag id -> ids of the customers (or parts of them) that it was put on or taken off."""

    added: dict[int, list[int]] = field(default_factory=dict)
    removed: dict[int, list[int]] = field(default_factory=dict)


def split_tags(text: str) -> list[str]:
    """The tags of a cell: parted by ; or |, by commas where there is neither."""
    signs = r"[;|]" if re.search(r"[;|]", text) else ","
    names = {fold(name): name.strip(" \"'") for name in re.split(signs, text) if name.strip(" \"'")}
    return list(names.values())


def tag_customers(
    customer_ids: Iterable[int], add: Collection[str | int] = (), remove: Collection[str | int] = (), *, actor: str
) -> Tagged:
    """Put tags on customers and take others off; says what changed. Tags are named, or told by their id.

    A name nobody used before makes a tag. Customers whom whoever acts does not see are left alone. Raises Refused for a
    name that cannot be one.
    """
    require("customers.edit")
    with transaction.atomic():
        wanted, unwanted = _tags(add, actor), _known(remove)
        both = ({tag.pk for tag in wanted}, {tag.pk for tag in unwanted})
        return _apply(dict.fromkeys(customer_ids, both), actor)


def tag_many(pairs: Iterable[tuple[int, str]], *, actor: str) -> list[tuple[int, int]]:
    """Put many tags on many customers, as an import does: (customer id, tag name) each.

    Returns what is new as (customer id, tag id), for `untag_many`. Names too long for a tag are cut.
    """
    require("customers.edit")
    told = [(customer_id, name.strip()[:LONGEST]) for customer_id, name in pairs if fold(name)]
    with transaction.atomic():
        ids = {tag.key: tag.pk for tag in _tags(list({name for _, name in told}), actor)}
        wanted: dict[int, tuple[set[int], set[int]]] = {}
        for customer_id, name in told:
            wanted.setdefault(customer_id, (set(), set()))[0].add(ids[fold(name)])
        done = _apply(wanted, actor)
    return [(customer_id, tag_id) for tag_id, customer_ids in done.added.items() for customer_id in customer_ids]


def untag_many(pairs: Iterable[tuple[int, int]], *, actor: str) -> int:
    """Take back what `tag_many` put on, (customer id, tag id) each; says from how many customers."""
    require("customers.edit")
    wanted: dict[int, tuple[set[int], set[int]]] = {}
    for customer_id, tag_id in pairs:
        wanted.setdefault(customer_id, (set(), set()))[1].add(tag_id)
    with transaction.atomic():
        done = _apply(wanted, actor)
    return len({customer_id for ids in done.removed.values() for customer_id in ids})


def put_back(done: Tagged, *, actor: str) -> Tagged:
    """Undo exactly what a change of tags did, as far as its tags still are there; says what changed now."""
    require("customers.edit")
    wanted: dict[int, tuple[set[int], set[int]]] = {}
    for place, change in ((0, done.removed), (1, done.added)):
        for tag_id, customer_ids in change.items():
            for customer_id in customer_ids:
                wanted.setdefault(customer_id, (set(), set()))[place].add(tag_id)
    with transaction.atomic():
        here = set(Tag.objects.filter(pk__in={*done.removed, *done.added}).values_list("pk", flat=True))
        return _apply({pk: (add & here, remove & here) for pk, (add, remove) in wanted.items()}, actor)


def create_tag(name: str, colour: str = Tag.Colour.SAND, *, actor: str) -> Tag:
    """Make a tag. Raises Refused when there is one of that name."""
    require("fields.manage")
    _check(name, colour)
    with transaction.atomic():
        if there := Tag.objects.filter(key=fold(name)).first():
            raise Refused({"name": f"There is a tag {there} already."})
        return _made(name, colour, actor)


def change_tag(tag_id: int, *, name: str, colour: str, actor: str) -> Tag:
    """Rename a tag or give it another colour; it stays on whoever carries it. Raises Refused."""
    require("fields.manage")
    _check(name, colour)
    with transaction.atomic():
        tag = Tag.objects.select_for_update().get(pk=tag_id)
        if other := Tag.objects.filter(key=fold(name)).exclude(pk=tag_id).first():
            raise Refused({"name": f"There is a tag {other} already. Merge {tag} into it instead."})
        after = {"name": name.strip(), "colour": colour}
        changes = {what: [getattr(tag, what), value] for what, value in after.items() if getattr(tag, what) != value}
        if changes:
            tag.name, tag.key, tag.colour = name.strip(), fold(name), colour
            tag.save()
            record(change_line("tag.changed", actor, changes=changes, note=tag.name))
    return tag


def merge_tags(tag_id: int, into_id: int, *, actor: str) -> int:
    """Make two tags one: whoever carries the first carries the second from now on. Says how many carried it. Raises Refused."""
    require("fields.manage")
    with transaction.atomic():
        tags = Tag.objects.select_for_update().in_bulk([tag_id, into_id])
        if len(tags) < 2:
            raise Refused({"into": "Choose another tag to merge this one into."})
        carriers = Tagging.objects.filter(tag=tag_id)
        count = carriers.count()
        carriers.exclude(customer__in=Tagging.objects.filter(tag=into_id).values("customer")).update(tag=into_id)
        tags[tag_id].delete()
        record(
            change_line("tag.changed", actor, changes={"tag": [tags[tag_id].name, tags[into_id].name]}, note="merged")
        )
    return count


def remove_tag(tag_id: int, typed: str, *, actor: str) -> int:
    """Remove a tag from everybody for good; its name has to be typed. Says how many carried it. Raises Refused."""
    require("fields.manage")
    with transaction.atomic():
        tag = Tag.objects.select_for_update().get(pk=tag_id)
        if fold(typed) != tag.key:
            raise Refused({"typed": f"Type {tag} to remove it."})
        count = Tagging.objects.filter(tag=tag).delete()[0]
        tag.delete()
        record(change_line("tag.changed", actor, changes={"name": [tag.name, None]}, note="removed"))
    return count


def _check(name: str, colour: str = Tag.Colour.SAND) -> None:
    errors = {}
    if not fold(name):
        errors["name"] = "Give the tag a name."
    elif max(len(name.strip()), len(fold(name))) > LONGEST:
        errors["name"] = f"At most {LONGEST} characters; these are {len(name.strip())}."
    if colour not in Tag.Colour.values:
        errors["colour"] = "Choose one of the colours."
    if errors:
        raise Refused(errors)


def _made(name: str, colour: str, actor: str) -> Tag:
    tag = Tag.objects.create(name=name.strip(), key=fold(name), colour=colour, created_at=moments.now())
    record(change_line("tag.changed", actor, changes={"name": [None, tag.name]}, note="made"))
    return tag


def _known(told: Collection[str | int]) -> list[Tag]:
    keys = {fold(one) for one in told if isinstance(one, str)}
    ids = {one for one in told if isinstance(one, int)}
    return [*Tag.objects.filter(key__in=keys), *Tag.objects.filter(pk__in=ids)] if told else []


def _tags(told: Collection[str | int], actor: str) -> list[Tag]:
    """These tags; those that are named and not there yet are made."""
    found = _known(told)
    there = {tag.key for tag in found}
    new = {fold(one): one for one in told if isinstance(one, str)}
    for key, name in new.items():
        if key not in there:
            _check(name)
            found.append(_made(name, Tag.Colour.SAND, actor))
    return found


def _apply(wanted: Mapping[int, tuple[set[int], set[int]]], actor: str) -> Tagged:
    """Make it so that each customer carries the first tags and not the second ones. Six queries for five hundred."""
    done = Tagged()
    ids = list(wanted)
    for first in range(0, len(ids), _AT_A_TIME):
        _apply_some({pk: wanted[pk] for pk in ids[first : first + _AT_A_TIME]}, done, actor)
    return done


def _apply_some(wanted: Mapping[int, tuple[set[int], set[int]]], done: Tagged, actor: str) -> None:
    roots = _visible_roots(list(wanted))
    rows = Tagging.objects.filter(of_roots(set(roots.values()))).annotate(root=root_id()).select_related("tag")
    here: dict[int, list[Tagging]] = {}
    for row in rows:
        here.setdefault(row.root, []).append(row)
    names = dict(
        Tag.objects.filter(pk__in={tag for add, _ in wanted.values() for tag in add}).values_list("pk", "name")
    )
    gone, new, lines = [], [], []
    for root in sorted(set(roots.values())):
        before = {row.tag_id: row.tag.name for row in here.get(root, [])}
        told = [(pk, *wanted[pk]) for pk in sorted(wanted) if roots.get(pk) == root]
        # Of several parts told at once, each tag goes on the first one that asks for it.
        add = {tag: pk for pk, tags, _ in reversed(told) for tag in tags if tag in names and tag not in before}
        remove = {tag for _, _, tags in told for tag in tags if tag in before}
        if not add and not remove:
            continue
        after = {tag: name for tag, name in before.items() if tag not in remove} | {tag: names[tag] for tag in add}
        said = {"tags": [sorted(before.values()), sorted(after.values())]}
        lines.append(change_line("customer.tagged", actor, customer_id=root, changes=said))
        for tag, pk in sorted(add.items()):
            new.append(Tagging(tag_id=tag, customer_id=pk, created_at=moments.now()))
            done.added.setdefault(tag, []).append(pk)
        for old in here.get(root, []):
            if old.tag_id in remove:
                gone.append(old.pk)
                done.removed.setdefault(old.tag_id, []).append(old.customer_id)
    Tagging.objects.bulk_create(new, ignore_conflicts=True)
    Tagging.objects.filter(pk__in=gone).delete()
    record(*lines)


def _visible_roots(ids: Collection[int]) -> dict[int, int]:
    """Each of these customers that whoever acts sees -> whom they turned out to be, or themselves."""
    pairs = Customer.objects.filter(pk__in=ids).values_list("pk", "merged_into")
    roots = {pk: merged_into or pk for pk, merged_into in pairs}
    seen = set(Customer.objects.filter(visible(), pk__in=set(roots.values())).values_list("pk", flat=True))
    return {pk: root for pk, root in roots.items() if root in seen}
