"""Reading merges: what two customers have, what a parting would give back, and what was merged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Manager, Q

from regulars.access.acting import current, require
from regulars.kit.refused import Refused
from regulars.know.consents.models import ConsentLine
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import may_see, parts_of, root_of
from regulars.know.customers.rows import Draft, load_rows
from regulars.know.customers.visible import veil
from regulars.know.fields.models import FieldValue
from regulars.know.identities import blending
from regulars.know.identities.models import Blend, Identity, Link
from regulars.know.identities.queries import identities_of
from regulars.know.merges.fields import FieldChoice, label, side_by_side
from regulars.know.merges.models import Merge
from regulars.know.notes.models import Attachment, Note
from regulars.know.occasions.models import Occasion
from regulars.know.relations.models import Relation
from regulars.know.tags.models import Tagging
from regulars.timeline.read import count_lines

_COUNTED: tuple[tuple[str, Manager[Any], tuple[str, ...]], ...] = (
    ("Own fields", FieldValue.objects, ("customer",)),
    ("Tags", Tagging.objects, ("customer",)),
    ("Notes", Note.objects, ("customer",)),
    ("Files", Attachment.objects, ("customer",)),
    ("Days to remember", Occasion.objects, ("customer",)),
    ("Relations", Relation.objects, ("origin", "target")),
    ("Words on consent", ConsentLine.objects, ("customer",)),
)
# Names less alike than this, of 100, are worth a second look.
_ALIKE = 60


@dataclass(frozen=True, slots=True)
class Preview:
    """Two customers before they become one. `counts`: what, how many the winner has, how many the loser."""

    winner: Customer
    loser: Customer
    fields: list[FieldChoice]
    winner_identities: list[Identity]
    loser_identities: list[Identity]
    counts: list[tuple[str, int, int]]
    conflicts: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Parting:
    """What undoing a merge, or parting a visitor, gives back. `changes`: field, what shows now, what will show."""

    customer: Customer
    loser: Customer
    lines: int
    identities: list[Identity]
    changes: list[tuple[str, Any, Any]]


def refuse_pair(winner: Customer, loser: Customer) -> None:
    """Raises Refused for two who cannot become one."""
    if winner.pk == loser.pk:
        raise Refused({"loser": "These two are one customer already."})
    if winner.erased_at or loser.erased_at:
        raise Refused({"loser": "One of them was erased. Nothing may be joined to that any more."})
    if winner.kind != loser.kind:
        raise Refused({"loser": "A person and a company cannot become one. Relate them to each other instead."})
    if loser.known and not winner.known:
        raise Refused(
            {"loser": "A known customer cannot become part of an unknown visitor. Merge the other way round."}
        )


def preview_merge(winner_id: int, loser_id: int) -> Preview:
    """Both side by side, field by field. Raises Refused, and Customer.DoesNotExist for one that is not to be seen."""
    require("customers.merge")
    winner, loser = root_of(winner_id), root_of(loser_id)
    if winner is None or loser is None:
        raise Customer.DoesNotExist
    refuse_pair(winner, loser)
    rows = {row.pk: row for row in load_rows([winner.pk, loser.pk])}
    fields = side_by_side(blending.flat(rows[winner.pk]), blending.flat(rows[loser.pk]), current().hidden)
    winner_ids, loser_ids = parts_of(winner), parts_of(loser)
    known_by = identities_of(winner_ids), identities_of(loser_ids)
    return Preview(
        winner, loser, fields, *known_by, _counts(winner_ids, loser_ids),
        _conflicts(*known_by), _warnings(rows[winner.pk], rows[loser.pk], current().hidden),
    )  # fmt: skip


def _counts(winner: Sequence[int], loser: Sequence[int]) -> list[tuple[str, int, int]]:
    counts = [("Lines on the timeline", count_lines(winner), count_lines(loser))]
    for name, rows, columns in _COUNTED:
        of = []
        for parts in (winner, loser):
            condition = Q()
            for column in columns:
                condition |= Q(**{f"{column}__in": parts})
            of.append(rows.filter(condition).count())
        counts.append((name, of[0], of[1]))
    return [each for each in counts if each[1] or each[2]]


def _conflicts(winner: Sequence[Identity], loser: Sequence[Identity]) -> list[str]:
    """Ids of one source that differ: the source holds them for two."""
    told = []
    ids = {(row.kind, row.source): row.value for row in winner if row.kind in {"external", "company"}}
    for row in loser:
        other = ids.get((row.kind, row.source))
        if other is not None and other != row.value:
            told.append(f"{row.source} knows them as two: {other} and {row.value}.")
    return told


def _warnings(winner: Draft, loser: Draft, hidden: Collection[str]) -> list[str]:
    warnings = []
    if winner.birthday and loser.birthday and winner.birthday != loser.birthday and "birthday" not in hidden:
        warnings.append(f"Different birthdays: {winner.birthday:%-d %B %Y} and {loser.birthday:%-d %B %Y}.")
    if winner.name and loser.name:
        from rapidfuzz.fuzz import token_sort_ratio  # noqa: PLC0415 -- only this page needs it

        if token_sort_ratio(winner.name.casefold(), loser.name.casefold()) < _ALIKE:
            warnings.append(f"The names are quite unlike: {winner.name} and {loser.name}.")
    if winner.country and loser.country and winner.country != loser.country and "country" not in hidden:
        warnings.append(f"Different countries: {winner.country} and {loser.country}.")
    return warnings


def merges_of(part_ids: Sequence[int]) -> list[Merge]:
    """The merges these rows were in, newest first, undone ones included."""
    rows = Merge.objects.filter(Q(winner__in=part_ids) | Q(loser__in=part_ids)).select_related("winner", "loser")
    found = list(rows.order_by("-pk")[:50])
    veil(customer for merge in found for customer in (merge.winner, merge.loser))
    return found


def visitors_of(part_ids: Sequence[int]) -> list[Link]:
    """Visitors whom calls linked to this customer, newest first."""
    merged = Merge.objects.filter(loser__in=part_ids, undone_at=None).values("loser")
    links = Link.objects.filter(part__in=part_ids[1:]).exclude(part__in=merged)
    found = list(links.select_related("part").order_by("-at", "-pk")[:20])
    veil(link.part for link in found)
    return found


def merge_to_see(merge_id: int) -> Merge:
    """A merge whose customers whoever acts sees. Raises Merge.DoesNotExist."""
    merge = Merge.objects.select_related("winner__merged_into", "loser").get(pk=merge_id)
    if not may_see(merge.winner.merged_into or merge.winner):
        raise Merge.DoesNotExist
    return merge


def preview_parting(part_id: int) -> Parting:
    """What parting this row from its customer gives back. Raises Refused where it is no part."""
    require("customers.merge")
    link = Link.objects.select_related("part__merged_into").filter(part=part_id).first()
    if link is None or link.part.merged_into is None:
        raise Refused({"merge": "This was parted already."})
    root = link.part.merged_into
    if not may_see(root):
        raise Customer.DoesNotExist
    leaving = blending.below(blending.parents(root.pk), part_id)
    blend = Blend.objects.filter(customer=root).first()
    changes: list[tuple[str, Any, Any]] = []
    if blend is not None:
        [row] = load_rows([root.pk])
        blending.catch_up(blend, row)
        now = blending.shown(blend)
        blending.take_back(blend, leaving)
        then = blending.shown(blend)
        names = [name for name in {**now, **then} if now.get(name) != then.get(name) and name not in current().hidden]
        changes = [(label(name), now.get(name, ""), then.get(name, "")) for name in names]
    veil([root, link.part])
    return Parting(root, link.part, count_lines(sorted(leaving)), identities_of(sorted(leaving)), changes)


def standing_merge(part_id: int) -> Merge | None:
    """The merge by which this row is part of another, unless a call joined it."""
    return Merge.objects.filter(loser=part_id, undone_at=None).first()
