"""Reading tags: all of them, those of customers, and the customers that carry one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import QuerySet

from regulars.access.acting import current
from regulars.kit.folding import fold
from regulars.know.customers.parts import of_roots, root_id, visible_through
from regulars.know.tags.models import Tag, Tagging


def all_tags() -> list[Tag]:
    """Every tag, by name."""
    return list(Tag.objects.order_by("key")) if current().may("customers.see") else []


def suggestions(typed: str, limit: int = 20) -> list[Tag]:
    """Tags whose name contains what was typed, those that begin with it first."""
    if not current().may("customers.see"):
        return []
    key = fold(typed)
    found = list(Tag.objects.filter(key__contains=key).order_by("key")[: limit * 5])
    return sorted(found, key=lambda tag: (not tag.key.startswith(key), tag.key))[:limit]


def tags_of(part_ids: Sequence[int]) -> list[Tag]:
    """The tags on these parts of one customer, by name. One query."""
    if not current().may("customers.see"):
        return []
    return list(Tag.objects.filter(taggings__customer__in=part_ids).distinct().order_by("key"))


def tags_by_customer(customer_ids: Collection[int]) -> dict[int, list[Tag]]:
    """The tags of many customers (their ids, not those of their parts), by name; without those that have none. One query."""
    rows = Tagging.objects.filter(visible_through(), of_roots(customer_ids)).annotate(root=root_id())
    found: dict[int, dict[int, Tag]] = {}
    for row in rows.select_related("tag").order_by("tag__key"):
        found.setdefault(row.root, {})[row.tag_id] = row.tag
    return {pk: list(tags.values()) for pk, tags in found.items()}


def tagged(tag_ids: Collection[int]) -> QuerySet[Tagging, Any]:
    """Ids of the customers that carry any of these tags, on whichever of their parts; for `pk__in`. May hold an id twice."""
    return Tagging.objects.filter(visible_through(), tag__in=tag_ids).values_list(root_id(), flat=True)


def carried_by(tag_id: int) -> int:
    """How many customers carry a tag: counted over the tag's own range of an index, for the page that would remove it."""
    return Tagging.objects.filter(tag=tag_id).count()
