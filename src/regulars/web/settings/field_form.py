"""The form of a field: what was sent becomes its parts, its parts become what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from regulars.know.fields.definitions import choice_key
from regulars.know.fields.kinds import CHOICES, NUMBERS, currency_of
from regulars.know.fields.models import Field

Kind = Field.Kind
# What each kind is for, as somebody who makes a field asks.
MEANT = {
    Kind.TEXT: "A few words: a size, a colour, a member number of a certain form",
    Kind.LONG_TEXT: "Several lines: directions, wishes, measurements",
    Kind.NUMBER: "A count or a measure to sort and compare by",
    Kind.MONEY: "An amount in one currency: a budget, a limit of credit",
    Kind.DATE: "A day: a contract's end, the last inspection",
    Kind.YES_NO: "Something that is so or is not",
    Kind.CHOICE: "One of a few answers: a level, a rank, a size",
    Kind.CHOICES: "Some of a few answers: interests, allergies",
    Kind.EMAIL: "A further address to write to; nobody is recognised by it",
    Kind.PHONE: "A further number to call; nobody is recognised by it",
    Kind.LINK: "A page on the web",
    Kind.REFERENCE: "Another person or company here: a partner, an agent",
}
_SPACES = {"label", "help", "group"}


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One choice as it stands in the form."""

    key: str
    label: str
    retired: bool = False


def choices_sent(sent: QueryDict) -> list[ChoiceRow]:
    """The choices in their order: those with a name, then the new ones, one a line."""
    keys, labels, retired = sent.getlist("choice_key"), sent.getlist("choice"), set(sent.getlist("retired"))
    rows = [
        ChoiceRow(key, label.strip(), key in retired) for key, label in zip(keys, labels, strict=False) if label.strip()
    ]
    taken = {key for key in keys if key}
    for line in sent.get("more_choices", "").splitlines():
        if label := line.strip():
            key = choice_key(label, taken)
            taken.add(key)
            rows.append(ChoiceRow(key, label))
    return rows


def moved_rows(rows: list[ChoiceRow], up: str, down: str) -> list[ChoiceRow]:
    """The rows with one moved up or down by a place."""
    moved = list(rows)
    for place, row in enumerate(rows):
        to = place - 1 if row.key == up else place + 1
        if row.key in {up, down} - {""} and 0 <= to < len(rows):
            moved.insert(to, moved.pop(place))
            break
    return moved


def spec_sent(sent: QueryDict, kind: str) -> dict[str, Any]:
    """The parts of the field that the form gives."""
    spec: dict[str, Any] = {name: sent.get(name, "").strip() for name in _SPACES}
    spec |= {"kind": kind, "of": sent.get("of", Field.Of.BOTH)}
    spec |= {name: name in sent for name in ("required", "shown_in_list", "searchable")}
    spec["limits"] = {
        name: sent.get(name, "").strip()
        for name in ("least", "most", "length", "pattern", "currency")
        if sent.get(name, "").strip()
    }
    if kind in CHOICES:
        spec["choices"] = [
            {"key": row.key, "label": row.label} | ({"retired": True} if row.retired else {})
            for row in choices_sent(sent)
        ]
    return spec


def shown(spec: Mapping[str, Any], rows: list[ChoiceRow] | None = None, more: str = "") -> dict[str, Any]:
    """What the template shows for these parts of a field."""
    kind = Kind(spec["kind"])
    limits = spec.get("limits") or {}
    told = [ChoiceRow(c["key"], c["label"], bool(c.get("retired"))) for c in spec.get("choices") or []]
    return {
        "spec": spec,
        "limits": limits | ({} if limits.get("currency") else {"currency": currency_of(Field(kind=kind))}),
        "kind": kind,
        "kind_label": kind.label,
        "meant": MEANT[kind],
        "rows": told if rows is None else rows,
        "more_choices": more,
        "has_choices": kind in CHOICES,
        "is_number": kind in NUMBERS,
        "is_money": kind == Kind.MONEY,
        "is_date": kind == Kind.DATE,
        "is_text": kind in (Kind.TEXT, Kind.LONG_TEXT),
        "has_pattern": kind == Kind.TEXT,
        "can_search": kind != Kind.REFERENCE,
        "ofs": Field.Of.choices,
    }


def parts_of(field: Field) -> dict[str, Any]:
    """The field as the parts a form shows."""
    names = ("label", "help", "kind", "of", "group", "required", "choices", "limits", "shown_in_list", "searchable")
    return {name: getattr(field, name) for name in names}
