"""What a change of a field does to the values there are: looked at beforehand, then done. Runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef

from regulars.know.fields import kinds
from regulars.know.fields.models import Field, FieldValue
from regulars.know.fields.queries import uses, uses_of_choices

_AT_ONCE = 2_000
# What becomes of the values of a choice that is taken off: they stay, are emptied, or move to another choice (its key).
KEEP, EMPTY = "keep", "empty"


@dataclass(frozen=True)
class Consequences:
    """What a change would do: how many values there are, how many would be lost with a few of them, choices in use that go.

    `unmet` counts values outside of the limits to come: they stay as they are until somebody changes them.
    """

    values: int = 0
    lost: int = 0
    unmet: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)
    # (key, label, how many have it) of each choice that is in use and no longer offered.
    going: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether somebody should see this before it is done."""
        return bool(self.lost or self.unmet or self.going)


def foresee(current: Field, kept: Mapping[str, Any]) -> Consequences:
    """What it would do to change the field so. Reads every value when its kind or limits change."""
    after = changed(current, kept)
    going: list[tuple[str, str, int]] = []
    if {current.kind, after.kind} <= kinds.CHOICES:
        staying = {choice["key"] for choice in after.choices}
        gone = [choice for choice in current.choices if choice["key"] not in staying]
        counts = uses_of_choices(current) if gone else {}
        going = [(c["key"], c["label"], counts[c["key"]]) for c in gone if counts.get(c["key"])]
    if current.kind == after.kind and current.limits == after.limits:
        return Consequences(uses(current) if going else 0, going=going)
    values = lost = unmet = 0
    examples: list[tuple[str, str]] = []
    for _, texts in _values(current):
        values += 1
        error = _error(current, after, texts)
        if error:
            lost += current.kind != after.kind
            unmet += current.kind == after.kind
            if len(examples) < 5:
                examples.append((kinds.said(current, texts), error))
    return Consequences(values, lost, unmet, examples, going)


def changed(current: Field, kept: Mapping[str, Any]) -> Field:
    """The field as it would be; not saved."""
    after = Field(pk=current.pk, key=current.key, position=current.position, archived_at=current.archived_at)
    after.search_from = current.search_from
    for part, value in kept.items():
        setattr(after, part, value)
    return after


def _error(current: Field, after: Field, texts: list[str]) -> str:
    try:
        kinds.read(after, _raw(current, after, texts))
    except kinds.NotTaken as error:
        return str(error)
    return ""


def _raw(current: Field, after: Field, texts: list[str]) -> object:
    """What is read anew: keys stay keys among choices, else the text as a person reads it or the plain number."""
    if {current.kind, after.kind} <= kinds.CHOICES:
        return texts if after.kind == Field.Kind.CHOICES else texts[0] if len(texts) == 1 else ", ".join(texts)
    return kinds.said(current, texts) if current.kind in kinds.CHOICES else texts[0]


def _values(current: Field) -> Iterator[tuple[int, list[str]]]:
    """(customer, texts) of each customer with a value."""
    rows = FieldValue.objects.filter(field=current).exclude(text="").order_by("customer_id", "place")
    told = rows.values_list("customer_id", "text").iterator(_AT_ONCE)
    for customer, each in groupby(told, key=lambda row: row[0]):
        yield customer, [text for _, text in each]


def convert(current: Field, after: Field) -> int:
    """Write every value in its new kind; those that do not convert go. Returns how many went."""
    lost = 0
    waiting: list[FieldValue] = []
    everything = [(pk, texts) for pk, texts in _values(current)]
    FieldValue.objects.filter(field=current).exclude(text="").delete()
    for customer, texts in everything:
        try:
            rows = kinds.read(after, _raw(current, after, texts))
        except kinds.NotTaken:
            lost += 1
            continue
        waiting += [
            FieldValue(
                field_id=current.pk, customer_id=customer, place=place, text=row.text, text_key=row.text_key,
                number=row.number,
            )
            for place, row in enumerate(rows)
        ]  # fmt: skip
        if len(waiting) >= _AT_ONCE:
            FieldValue.objects.bulk_create(waiting)
            waiting = []
    FieldValue.objects.bulk_create(waiting)
    return lost


def settle_choices(current: Field, after: Field, moved: Mapping[str, str]) -> None:
    """Empty or move the values of choices that go (key -> KEEP, EMPTY or the key of another), and put all in their new order."""
    for key, target in moved.items():
        rows = FieldValue.objects.filter(field=current, text_key=key)
        if target == KEEP:
            continue
        if target != EMPTY:
            # Somebody may have the other choice beside it already.
            has_it = FieldValue.objects.filter(field=current, text_key=target, customer=OuterRef("customer_id"))
            rows.exclude(Exists(has_it)).update(text=target, text_key=target)
        FieldValue.objects.filter(field=current, text_key=key).delete()
    for place, choice in enumerate(after.choices):
        FieldValue.objects.filter(field=current, text_key=choice["key"]).exclude(number=place).update(number=place)
