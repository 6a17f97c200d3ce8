"""The tags a customer carries, and a place to type more."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.know.customers.models import Customer
from regulars.know.tags.models import Tag
from regulars.know.tags.queries import suggestions, tags_of
from regulars.web.customers.panels.panel import Panel
from regulars.web.requests import Request

# Colours are the tones of a chip; the word says it, never the colour alone.
TONES: dict[str, str] = {
    Tag.Colour.SAND: "", Tag.Colour.LEAF: "good", Tag.Colour.HONEY: "watch", Tag.Colour.BRICK: "bad",
    Tag.Colour.SKY: "cool",
}  # fmt: skip


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """Nothing for somebody who may not add any where there are none."""
    tags = tags_of(part_ids)
    may_edit = request.user.may("customers.edit")
    if not tags and not may_edit:
        return None
    on = {tag.pk for tag in tags}
    context = {
        "tags": [(tag, TONES[tag.colour]) for tag in tags],
        "offered": [tag.name for tag in suggestions("", limit=200) if tag.pk not in on] if may_edit else [],
        "may_edit": may_edit,
    }
    return Panel("customers/panels/tags.html", context)
