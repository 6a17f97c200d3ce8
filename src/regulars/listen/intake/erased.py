"""Keeping those who were erased from coming back by what is told again."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from regulars.know.requests.tombstones import any_buried, buried
from regulars.listen.intake.facts import Fact

# What an import says about a person without anything having happened is of no new day.
_TIMELESS = frozenset({"customer.identified", "customer.created"})


def barred(facts: Sequence[Fact]) -> set[int]:
    """The places of those facts that would bring an erased person back. One cheap query, two once somebody was erased.

    What happened before the erasure is barred, and what an import says of the person without a time. Somebody who
    comes to us again afterwards, by an order or a visit, is a new customer: that is their own doing.
    """
    if not any_buried():
        return set()
    region = settings.REGULARS_REGION
    keys = [fact.who.keys(region) if fact.who else [] for fact in facts]
    erased = buried({key for each in keys for key in each})
    found = set()
    for place, (fact, its) in enumerate(zip(facts, keys, strict=True)):
        moments = [erased[key] for key in its if key in erased]
        if not moments:
            continue
        entry = fact.entry
        told_by_file = entry.actor.startswith("import:") and entry.name in _TIMELESS
        if told_by_file or entry.occurred_at <= max(moments):
            found.add(place)
    return found
