"""Deciding about pairs, one or many, taking a decision back, and what the business chooses. Nothing is ever forgotten."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.know.customers.visible import visible
from regulars.know.duplicates import deciding
from regulars.know.duplicates.models import Choice, Pair
from regulars.know.duplicates.queries import choices, queue, why
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record

# Pairs one bulk decision takes; the next goes on from there.
AT_ONCE = 200


def _locked(pair_id: int) -> Pair:
    """Raises Pair.DoesNotExist where whoever acts does not see both."""
    rows = Pair.objects.filter(visible(prefix="left__") & visible(prefix="right__"))
    return rows.select_for_update().get(pk=pair_id)


def _record(pair: Pair, before: str, actor: str) -> None:
    # Numbers, not names: the line stays when a person is erased.
    record(
        Entry(
            name="duplicates.decided",
            occurred_at=moments.now(),
            source="house",
            source_id=new_token(),
            payload=Change(
                changes={"decision": [before, pair.state]}, note=f"customers {pair.left_id} and {pair.right_id}"
            ),
            direction="",
            actor=actor,
        )
    )


def _decide(pair: Pair, state: Pair.State, actor: str, merge_id: int | None = None) -> Pair:
    before = pair.state
    pair.state, pair.merge_id = state, merge_id
    pair.decided_by, pair.decided_at = actor, moments.now()
    pair.save(update_fields=["state", "merge_id", "decided_by", "decided_at"])
    _record(pair, before, actor)
    return pair


def different(pair_id: int, *, actor: str) -> Pair:
    """These are two: they are never proposed or merged alone again. Raises Refused where it was decided otherwise."""
    require("customers.merge")
    with transaction.atomic():
        pair = _locked(pair_id)
        if pair.state == Pair.State.DIFFERENT:
            return pair
        if pair.state != Pair.State.OPEN:
            raise Refused({"pair": "This was decided already. Take that back first."})
        return _decide(pair, Pair.State.DIFFERENT, actor)


def same(pair_id: int, *, actor: str) -> Pair:
    """These are one: merges them, into whom more is told of. Raises Refused where that may not be."""
    require("customers.merge")
    from regulars.know.merges.actions import merge  # noqa: PLC0415 -- loads the lake's words for it only when merging

    with transaction.atomic():
        pair = _locked(pair_id)
        if pair.state == Pair.State.MERGED:
            return pair
        if pair.state == Pair.State.DIFFERENT:
            raise Refused({"pair": "They were judged different. Take that decision back first."})
        winner, loser = deciding.check(pair)
        reason = ", ".join(words for words, _ in why(pair))
        done = merge(winner, loser, {}, actor=actor, reason=f"Duplicate: {reason}"[:200])
        return _decide(pair, Pair.State.MERGED, actor, done.pk)


def undo(pair_id: int, *, actor: str) -> Pair:
    """Take a decision back; a merge it led to is parted. The pair is open again."""
    require("customers.merge")
    from regulars.know.merges.actions import part  # noqa: PLC0415 -- as in `same`

    with transaction.atomic():
        pair = _locked(pair_id)
        if pair.state == Pair.State.OPEN:
            return pair
        if pair.state == Pair.State.MERGED and pair.merge_id is not None:
            part(pair.merge_id, actor=actor)
        return _decide(pair, Pair.State.OPEN, actor)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a bulk decision came to: the pairs it decided, and (pair id, why not) of the others."""

    pairs: list[int]
    left_over: list[tuple[int, str]]
    more: bool


def decide_from(score: float, verdict: str, *, actor: str, kind: str = "", limit: int = AT_ONCE) -> Decided:
    """Judge all open pairs at least this likely `same` or `different`, the likeliest first, `limit` at a time.

    Each pair is decided by itself: what may not be merged is left over, with the reason.
    """
    require("customers.merge")
    if verdict not in {"same", "different"}:
        raise Refused({"verdict": "Choose same or different."})
    if not 0 <= score <= 1:
        raise Refused({"score": "Give a likelihood between 0 and 100 %."})
    found = queue(kind=kind, limit=limit, least=score)
    done: list[int] = []
    left: list[tuple[int, str]] = []
    for pair in found.pairs:
        try:
            if verdict == "same":
                same(pair.pk, actor=actor)
            else:
                different(pair.pk, actor=actor)
        except Refused as refused:
            left.append((pair.pk, " ".join(refused.errors.values())))
        else:
            done.append(pair.pk)
    return Decided(done, left, found.next is not None)


def choose(review: float, automatic: float, *, merges_alone: bool, actor: str) -> Choice:
    """From which likelihood pairs are shown, and whether those beyond doubt may be merged alone. Raises Refused."""
    require("customers.merge")
    errors = {}
    if not 0.05 <= review <= 0.999:
        errors["review"] = "Choose between 5 and 99.9 %."
    if not 0.99 <= automatic < 1:
        errors["automatic"] = "Choose at least 99 % and less than 100 %: this is done without anybody looking."
    if errors:
        raise Refused(errors)
    with transaction.atomic():
        now = choices()
        after = {"review": review, "automatic": automatic, "merges_alone": merges_alone}
        changes = {name: [getattr(now, name), value] for name, value in after.items() if getattr(now, name) != value}
        if not changes:
            return now
        for name, value in after.items():
            setattr(now, name, value)
        now.pk = now.pk or 1
        now.save()
        record(
            Entry(
                name="duplicates.decided",
                occurred_at=moments.now(),
                source="house",
                source_id=new_token(),
                payload=Change(changes=changes, note="how duplicates are looked for"),
                direction="",
                actor=actor,
            )
        )
    return now
