"""The segments of the demo company: some that come ready-made, one the marketer built, and a list kept by hand."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.understand.segments.actions import make, put_on
from regulars.understand.segments.models import Segment
from regulars.understand.segments.ready_made import by_key

READY = (
    "bought_once", "regulars", "lapsed", "complained", "unheard", "group_champions", "group_cannot_lose", "group_at_risk",
    "relation_friend", "relation_cooling", "agreed_newsletter",
)  # fmt: skip
_ABROAD = {
    "all": [
        {"field": "did:order.completed", "op": "did", "value": {"times": 2}},
        {"field": "country", "op": "is_not", "value": "Germany"},
    ]
}


def group(customers: Sequence[int], *, actor: str) -> None:
    """Make them; the worker counts them. `customers` are the ids of known persons, the best first."""
    for key in READY:
        if (ready := by_key(key)) is not None:
            make(ready.name, rule=ready.rule, description=ready.about, made_from=ready.key, actor=actor)
    make(
        "Regulars abroad", rule=_ABROAD, description="For the question whether to open a second warehouse.", actor=actor
    )
    opening = make(
        "Invited to the opening", kind=Segment.Kind.LIST, description="Who gets a card for the new store.", actor=actor
    )
    put_on(opening.pk, customers[:25], actor=actor)
