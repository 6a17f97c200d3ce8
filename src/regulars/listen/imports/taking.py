"""One portion of a file into the record, with all that undoing and going on need, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import msgspec
from django.conf import settings

from regulars.know.consents.actions.importing import import_consents
from regulars.know.customers.models import Customer
from regulars.know.fields.actions import set_many
from regulars.know.fields.giving import Given, stored_texts
from regulars.listen.imports.bringing import bring, know_own_cards
from regulars.listen.imports.models import Import, Refusal, Touched
from regulars.listen.imports.own_fields import PREFIX
from regulars.listen.imports.portions import Portion
from regulars.listen.imports.queries import owners
from regulars.listen.imports.read_file import RejectedRow
from regulars.listen.imports.row_fact import RowFact
from regulars.listen.intake.actions import take
from regulars.listen.intake.erased import barred

# What an import can change on a customer who was there before.
FIELDS = (
    "known", "name", "name_key", "email", "phone", "street", "postcode", "city", "region", "country", "language",
    "birthday", "traits", "search_text",
    "changed_at", "first_heard_at", "last_heard_at",
)  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """What a portion came to."""

    new: int
    repeated: int
    made: int
    changed: int
    refused: int


def take_portion(job: Import, portion: Portion) -> Counts:
    """Takes the facts in and writes down what was refused, made and changed."""
    region = settings.REGULARS_REGION
    keys = {id(each): each.fact.who.keys(region) for each in portion.facts if each.fact.who}
    know_own_cards({key for row in keys.values() for key in row})
    known = owners({key for row in keys.values() for key in row})
    made_here = set(_made_by(job, set(known.values())))
    kept, refused, skipped = _by_mode(job, portion.facts, keys, known, made_here)
    kept, erased = _without_erased(kept)
    refused += erased
    there_before = {known[key] for each in kept for key in keys.get(id(each), ()) if key in known} - made_here
    own = own_keys(job)
    before = snapshots(there_before, own)
    taken = take([each.fact for each in kept])
    _take_consents(job, kept)
    _take_own(kept)
    bring(job, kept, taken.relations)
    new_keys = {key for each in kept for key in keys.get(id(each), ()) if key not in known}
    Touched.objects.bulk_create([Touched(import_of=job, customer_id=pk, before=None) for pk in taken.created])
    changed = _note_changed(job, before, new_keys, own) if before else 0
    rejected = portion.rejected + refused
    Refusal.objects.bulk_create(
        [Refusal(import_of=job, row=r.row, field=r.field, reason=r.reason) for r in rejected], ignore_conflicts=True
    )
    return Counts(taken.new, taken.repeated + skipped, len(taken.created), changed, len(rejected))


def _take_consents(job: Import, kept: Collection[RowFact]) -> None:
    """What the rows say of consents, of the facts that were new: those are the ones whose customer was found."""
    told = [
        replace(consent, customer_id=each.fact.entry.customer_id)
        for each in kept
        if each.fact.entry.customer_id is not None
        for consent in each.consents
    ]
    if told:
        import_consents(told, actor=job.mark, on_timeline=job.kind != "consents")


def _take_own(kept: Collection[RowFact]) -> None:
    """What the rows say of the business's own fields, of the facts that were new; of several, the last word."""
    told: dict[int, Given] = {}
    for each in kept:
        if each.own and each.fact.entry.customer_id is not None:
            told.setdefault(each.fact.entry.customer_id, {}).update(each.own)
    if told:
        set_many(told)


def own_keys(job: Import) -> list[str]:
    """The own fields that the import fills."""
    return [target.removeprefix(PREFIX) for target in job.mapping.values() if target.startswith(PREFIX)]


def _without_erased(facts: list[RowFact]) -> tuple[list[RowFact], list[RejectedRow]]:
    """The rows but those about people who were erased, and these as refused."""
    out = barred([each.fact for each in facts])
    said = "the person was erased on request and is not brought back by a file"
    return (
        [each for place, each in enumerate(facts) if place not in out],
        [RejectedRow(facts[place].row, "customer_id", said) for place in sorted(out)],
    )


def _made_by(job: Import, customer_ids: Collection[int]) -> list[int]:
    if not customer_ids or not job.position:
        return []
    mine = Touched.objects.filter(import_of=job, customer_id__in=customer_ids, before__isnull=True)
    return list(mine.values_list("customer_id", flat=True))


def _by_mode(
    job: Import, facts: list[RowFact], keys: dict[int, list[str]], known: dict[str, int], made_here: set[int]
) -> tuple[list[RowFact], list[RejectedRow], int]:
    """What the mode lets in, what it refuses, and how many rows it passes over as being there already."""
    if job.mode == Import.Mode.BOTH:
        return facts, [], 0
    kept: list[RowFact] = []
    refused: list[RejectedRow] = []
    skipped = 0
    for each in facts:
        who = each.fact.who
        owner = next((known[key] for key in keys.get(id(each), ()) if key in known), None)
        is_old = owner is not None and owner not in made_here
        if job.mode == Import.Mode.UPDATE and who is not None and not is_old:
            refused.append(
                RejectedRow(each.row, "customer_id", "no customer is known by this, and only known ones are updated")
            )
        elif job.mode == Import.Mode.CREATE and is_old and job.kind == "customers":
            skipped += 1
        else:
            if job.mode == Import.Mode.CREATE and is_old and who is not None:
                each.fact.who = msgspec.structs.replace(who, profile=None)
            kept.append(each)
    return kept, refused, skipped


def snapshots(customer_ids: Collection[int], own: Collection[str] = ()) -> dict[int, dict[str, Any]]:
    """Customer id -> the fields an import may change, as JSON values that lose nothing; own fields by key under `own`."""
    rows = Customer.objects.filter(pk__in=customer_ids).values("pk", *FIELDS)
    found = {row.pop("pk"): {name: plain(value) for name, value in row.items()} for row in rows}
    if own:
        texts = stored_texts(found, own)
        for pk, values in found.items():
            values["own"] = {key: texts.get(pk, {}).get(key, []) for key in own}
    return found


def plain(value: Any) -> Any:
    """Moments and days as ISO text, to the microsecond."""
    return value.isoformat() if isinstance(value, datetime | date) else value


def _note_changed(job: Import, before: dict[int, dict[str, Any]], new_keys: set[str], own: Collection[str]) -> int:
    """Keeps what the customers who were there before looked like, and look like now. Says how many changed for the first time."""
    gained: dict[int, list[str]] = {}
    for key, owner in owners(new_keys).items():
        if owner in before:
            gained.setdefault(owner, []).append(key)
    after = snapshots(before, own)
    differ = {pk for pk in before if pk in after and (before[pk] != after[pk] or pk in gained)}
    noted = {row.customer_id: row for row in Touched.objects.filter(import_of=job, customer_id__in=differ)}
    fresh = []
    for pk in differ:
        row = noted.get(pk)
        if row is None:
            fresh.append(
                Touched(
                    import_of=job, customer_id=pk, before=before[pk], after=after[pk], identities=gained.get(pk, [])
                )
            )
        else:
            row.after, row.identities = after[pk], row.identities + gained.get(pk, [])
    Touched.objects.bulk_create(fresh)
    Touched.objects.bulk_update(noted.values(), ["after", "identities"], batch_size=200)
    return len(fresh)
