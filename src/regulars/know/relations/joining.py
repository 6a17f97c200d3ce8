"""Which persons belong to which companies, as calls and files tell it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from django.conf import settings

from regulars.kit import moments
from regulars.know.relations.models import WORKS_AT, Relation

NO_ROLES: Mapping[tuple[int, int], str] = MappingProxyType({})


def join_companies(
    pairs: Iterable[tuple[int, int, datetime]], roles: Mapping[tuple[int, int], str] = NO_ROLES
) -> list[int]:
    """Keep that each person (first) works at the company (second) since then; returns the ids of what is new.

    Said before, nothing changes, but a role nobody knew is kept. What a colleague ended or took off is not begun again
    by something told of a day before that. Records nothing: the call that says so is recorded itself, as `company.joined`.
    """
    told: dict[tuple[int, int], datetime] = {}
    for person, company, since in pairs:
        told[person, company] = min(since, told.get((person, company), since))
    if not told:
        return []
    people, companies = {person for person, _ in told}, {company for _, company in told}
    settled: dict[tuple[int, int], Relation] = {}
    for row in Relation.objects.filter(kind_key=WORKS_AT, origin__in=people, target__in=companies).order_by("pk"):
        settled[row.origin_id, row.target_id] = row
    made = []
    for (person, company), since in told.items():
        day, role = moments.business_day(since, settings.REGULARS_TIME_ZONE), roles.get((person, company), "")[:100]
        before = settled.get((person, company))
        if before is None or _is_over(before, since, day):
            made.append(
                Relation(
                    kind_key=WORKS_AT,
                    origin_id=person,
                    target_id=company,
                    role=role,
                    since=day,
                    created_at=moments.now(),
                )
            )
        elif role and not before.role and before.until is None and before.removed_at is None:
            before.role = role
            before.save(update_fields=["role"])
    Relation.objects.bulk_create(made, ignore_conflicts=True)
    begun = {(row.origin_id, row.target_id) for row in made}
    if not begun:
        return []
    found = Relation.objects.filter(
        kind_key=WORKS_AT, origin__in=people, target__in=companies, until=None, removed_at=None
    ).values_list("pk", "origin", "target")
    return [pk for pk, origin, target in found if (origin, target) in begun]


def _is_over(row: Relation, since: datetime, day: object) -> bool:
    """Whether the relation had ended, or was taken off, before what is told now."""
    if row.removed_at is not None:
        return since > row.removed_at
    return row.until is not None and str(day) > row.until.isoformat()
