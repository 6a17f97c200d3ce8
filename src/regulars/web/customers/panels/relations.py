"""How a customer belongs together with others."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.know.customers.models import Customer
from regulars.know.relations.models import HOUSEHOLD, RelationKind
from regulars.know.relations.queries import household_of, kinds, relations_of
from regulars.web.customers.panels.panel import Panel
from regulars.web.requests import Request

SHOWN = 10


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """Those that hold, the household together; the rest is on a page of its own."""
    found = relations_of(part_ids, limit=SHOWN)
    may_edit = request.user.may("customers.edit")
    if not found.ties and not may_edit:
        return None
    household = household_of(part_ids) if any(tie.kind.key == HOUSEHOLD for tie in found.ties) else []
    direct = {tie.other.pk for tie in found.ties if tie.other and tie.kind.key == HOUSEHOLD}
    context = {
        "ties": found.ties,
        "more": found.next is not None,
        # Those who live here by way of somebody else.
        "household": [one for one in household if one.pk not in direct],
        "choices": choices(customer.kind) if may_edit else [],
        "may_edit": may_edit,
    }
    return Panel("customers/panels/relations.html", context)


def choices(of: str) -> list[tuple[str, str]]:
    """What can be said of a person or company, from whichever side: (key and side, words)."""
    said: list[tuple[str, str]] = []
    for kind in kinds(offered=True):
        said += [(f"{kind.key}|{side}", words) for side, words in _sides(kind, of)]
    return said


def _sides(kind: RelationKind, of: str) -> list[tuple[str, str]]:
    sides = [("", kind.name, kind.origin_kind)] + ([] if kind.mutual else [("back", kind.back, kind.target_kind)])
    return [(side, words) for side, words, needed in sides if needed in {"", of}]
