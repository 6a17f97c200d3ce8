"""What rows of an address book bring besides the profile, in the caller's transaction; and taking it back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from regulars.kit import moments
from regulars.know.cards.own_ids import customer_of
from regulars.know.customers.models import Customer
from regulars.know.identities.keys import parts
from regulars.know.identities.models import Identity
from regulars.know.occasions.actions import forget, remember_many
from regulars.know.relations.models import Relation
from regulars.know.tags.actions import tag_many, untag_many
from regulars.listen.imports.cards_file import SOURCE
from regulars.listen.imports.models import Brought, Import
from regulars.listen.imports.row_fact import RowFact


def bring(job: Import, kept: Collection[RowFact], relations: Sequence[int]) -> None:
    """Put tags on and keep days, of the facts that were new, and note it all beside the relations that are."""
    tags, days = [], []
    for each in kept:
        customer_id = each.fact.entry.customer_id
        if customer_id is not None:
            tags += [(customer_id, tag) for tag in each.brings.tags]
            days += [(customer_id, kind, day) for kind, day in each.brings.days]
    tagged = tag_many(tags, actor=job.mark) if tags else []
    remembered = remember_many(days, actor=job.mark) if days else []
    if tagged or remembered or relations:
        Brought.objects.create(import_of=job, tags=tagged, days=remembered, relations=list(relations))


def know_own_cards(told: Collection[str]) -> None:
    """Cards that we wrote name their customers: keep their ids as identities, so that the cards are known again."""
    own = {}
    for key in told:
        kind, source, uid = (
            parts(key) if key.startswith((f"external:{SOURCE}:", f"company:{SOURCE}:")) else ("", "", "")
        )
        pk = customer_of(uid) if uid else None
        if pk is not None:
            own[key] = Identity(key=key, kind=kind, source=source, value=uid, customer_id=pk, created_at=moments.now())
    if own:
        there = set(
            Customer.objects.filter(pk__in={row.customer_id for row in own.values()}).values_list("pk", flat=True)
        )
        Identity.objects.bulk_create([row for row in own.values() if row.customer_id in there], ignore_conflicts=True)


def take_back(job: Import) -> None:
    """Take off tags and days and end relations as if they had never been told."""
    for row in Brought.objects.filter(import_of=job):
        untag_many([(customer_id, tag_id) for customer_id, tag_id in row.tags], actor=job.mark)
        forget(row.days, actor=job.mark)
        Relation.objects.filter(pk__in=row.relations).delete()
    Brought.objects.filter(import_of=job).delete()
