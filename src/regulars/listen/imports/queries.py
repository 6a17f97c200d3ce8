"""Reading imports, and looking ahead at what one would do without doing it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, cast

from regulars.access.acting import require
from regulars.know.identities.models import Identity
from regulars.listen.imports.fields import Kind
from regulars.listen.imports.layout import Layout
from regulars.listen.imports.match_columns import Matching, match_columns, with_mapping
from regulars.listen.imports.models import Import, Refusal, Touched
from regulars.listen.imports.orders_file import headerless, sample_of
from regulars.listen.imports.own_fields import own_targets
from regulars.listen.imports.portions import Plan, Portion, portions
from regulars.listen.imports.row_fact import RowFact

_SAID = {"order.completed": "sale", "order.refunded": "return", "customer.identified": "customer"}


@dataclass
class Preview:
    """What the rows read would come to. `rows`: a few facts as they would land; `problems`: (row, field, reason)."""

    rows_read: int = 0
    facts: int = 0
    sales: int = 0
    refunds: int = 0
    customers: int = 0
    anonymous: int = 0
    refused: int = 0
    whole: bool = True
    currencies: list[str] = field(default_factory=list)
    first_day: str = ""
    last_day: str = ""
    rows: list[dict[str, str]] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The preview as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Undoing:
    """What reverting an import would take back: lines of the timeline, customers made and still unused, customers changed."""

    lines: int
    customers_made: int
    customers_changed: int


def plan_of(job: Import) -> Plan:
    """How the import's file is to be read."""
    return Plan(
        path=job.file,
        kind=cast("Kind", job.kind),
        layout=Layout.from_json(job.layout),
        mapping=job.mapping,
        source=job.source,
        time_zone=job.time_zone,
        currency=job.currency,
        mark=job.mark,
        told_at=job.created_at,
    )


def matching_of(job: Import) -> Matching:
    """How the import's columns are matched now: as found, with what a person chose otherwise."""
    layout = Layout.from_json(job.layout)
    sample = sample_of(job.file, layout)
    kind = cast("Kind", job.kind)
    own = own_targets()
    matching = headerless(sample) if not layout.header and kind == "orders" else None
    matching = matching or match_columns(sample, kind, own)
    chosen = {name: job.mapping.get(name, "") for name in sample}
    return with_mapping(
        matching, {n: field for n, field in chosen.items() if field != matching.mapping.get(n, "")}, own
    )


def recent(limit: int = 50) -> list[Import]:
    """The latest imports, newest first; drafts that nobody started are left out."""
    require("imports.see")
    return list(Import.objects.exclude(status=Import.Status.DRAFT).order_by("-pk")[:limit])


def unfinished(draft: Import) -> Import | None:
    """An import of the very same file, read in the very same way, that was started and did not end."""
    started = [Import.Status.QUEUED, Import.Status.RUNNING, Import.Status.FAILED]
    same = ("digest", "kind", "layout", "mapping", "source", "mode", "currency", "time_zone")
    begun = Import.objects.filter(digest=draft.digest, status__in=started).order_by("-pk")
    return next((job for job in begun if all(getattr(job, name) == getattr(draft, name) for name in same)), None)


def refusals(job: Import, limit: int = 50) -> list[Refusal]:
    """The first rows that did not go in."""
    require("imports.see")
    return list(job.refusals.order_by("row")[:limit])


def what_undoing_takes(job: Import) -> Undoing:
    """What `actions.revert` would take back at most; a customer used by others since stays."""
    require("imports.run")
    made = Touched.objects.filter(import_of=job, before__isnull=True).count()
    return Undoing(job.new, made, Touched.objects.filter(import_of=job).count() - made)


def owners(keys: Collection[str]) -> dict[str, int]:
    """Identity key -> the customer it leads to, through merges."""
    rows = Identity.objects.filter(key__in=keys).values_list("key", "customer_id", "customer__merged_into_id")
    return {key: merged or customer for key, customer, merged in rows}


def preview(plan: Plan, *, most_portions: int | None = 2, shown: int = 12) -> Preview:
    """Reads the first portions (None: the whole file) and says what they would come to. Writes nothing."""
    require("imports.run")
    seen = Preview()
    people: set[str] = set()
    currencies: set[str] = set()
    days: list[str] = []
    source = portions(plan)
    for portion in islice(source, most_portions):
        _add(seen, portion, people, currencies, days)
        room = shown - len(seen.rows)
        seen.rows += [shown_as(each) for each in portion.facts[:room]]
        seen.problems += [(r.row, r.field, r.reason) for r in portion.rejected[: 50 - len(seen.problems)]]
    seen.whole = most_portions is None or next(source, None) is None
    seen.customers = len(people)
    seen.currencies = sorted(currencies)
    seen.first_day, seen.last_day = (min(days), max(days)) if days else ("", "")
    return seen


def _add(seen: Preview, portion: Portion, people: set[str], currencies: set[str], days: list[str]) -> None:
    seen.rows_read = portion.rows_read
    seen.refused += len(portion.rejected)
    seen.facts += len(portion.facts)
    moments_told = [each.fact.entry.occurred_at for each in portion.facts]
    if moments_told:
        days += [min(moments_told).date().isoformat(), max(moments_told).date().isoformat()]
    for each in portion.facts:
        entry, who = each.fact.entry, each.fact.who
        seen.sales += entry.name == "order.completed" and bool(entry.amount)
        seen.refunds += entry.name == "order.refunded"
        if who is None:
            seen.anonymous += 1
        else:
            people.add((who.keys() or [who.phone])[0])
        if entry.amount is not None:
            currencies.add(entry.currency)


def shown_as(each: RowFact) -> dict[str, str]:
    """One fact in a few words, as a person checks it."""
    entry, who = each.fact.entry, each.fact.who
    profile = who.profile if who else None
    name = (
        (profile.name if profile else "") or (who.external_id if who else "") or (who.email or who.phone if who else "")
    )
    products = getattr(entry.payload, "products", [])
    what = ", ".join(f"{p.quantity} × {p.name or p.product_id or 'item'}" for p in products[:2])
    return {
        "row": str(each.row),
        "day": entry.occurred_at.date().isoformat(),
        "name": entry.name,
        "said": _SAID.get(entry.name, entry.name),
        "customer": name or "anonymous",
        "email": who.email if who else "",
        "what": what + (f" and {len(products) - 2} more" if len(products) > 2 else ""),
        "amount": "" if entry.amount is None else f"{entry.amount:.2f}",
        "currency": entry.currency if entry.amount is not None else "",
    }
