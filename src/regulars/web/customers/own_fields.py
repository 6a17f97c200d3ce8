"""The business's own fields on a customer's form: what was sent, and what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from regulars.know.fields.kinds import CHOICES, currency_of, offered_of
from regulars.know.fields.models import Field
from regulars.know.fields.queries import Value, fields_of, values_of

Kind = Field.Kind
_INPUTS = {Kind.DATE: "date", Kind.EMAIL: "email", Kind.PHONE: "tel", Kind.LINK: "url", Kind.LONG_TEXT: "textarea"}
_LABELS = {Kind.MONEY: "{label} in {currency}"}
_MODES = {Kind.NUMBER: "decimal", Kind.MONEY: "decimal"}
_YES_NO = [("", "Not known"), ("yes", "Yes"), ("no", "No")]


@dataclass(frozen=True, slots=True)
class Widget:
    """One field on a form. `ticks` are (key, label, chosen) where several can be."""

    name: str
    key: str
    label: str
    of: str
    help: str = ""
    value: str = ""
    error: str = ""
    type: str = "text"
    mode: str = ""
    optional: bool = True
    options: list[tuple[str, str]] = field(default_factory=list)
    ticks: list[tuple[str, str, bool]] = field(default_factory=list)
    is_reference: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The fields that stand together. `of` is person or company when all are of that kind only."""

    label: str
    of: str
    widgets: list[Widget]


def read_values(sent: QueryDict, kind: str) -> dict[str, Any]:
    """Key -> what was sent, of the fields that stood on the form and that customers of this kind have."""
    stood = set(sent.getlist("own"))
    return {
        field.key: sent.getlist(field.name) if field.kind == Kind.CHOICES else sent.get(field.name, "")
        for field in fields_of(kind)
        if field.key in stood
    }


def kept(customer_id: int) -> dict[str, list[str]]:
    """Key -> what stands in the form's field for what the customer has."""
    return {key: _stands(value) for key, value in values_of([customer_id]).get(customer_id, {}).items()}


def _stands(value: Value) -> list[str]:
    if value.field.kind == Kind.CHOICES:
        return list(value.typed)
    return [str(value.typed)] if value.field.kind == Kind.CHOICE else [value.written]


def sent_again(sent: QueryDict) -> dict[str, list[str]]:
    """What was sent, to be shown again with what is wrong."""
    return {name.removeprefix("field:"): sent.getlist(name) for name in sent if name.startswith("field:")}


def groups(told: Mapping[str, list[str]], errors: Mapping[str, str]) -> list[Group]:
    """All fields with what is told of the customer, in their groups and order; both kinds', the page shows what suits."""
    found: dict[str, list[Widget]] = {}
    for each in fields_of():
        found.setdefault(each.group, []).append(_widget(each, told.get(each.key, []), errors.get(each.name, "")))
    return [
        Group(label, ofs.pop() if len(ofs := {widget.of for widget in widgets}) == 1 else "both", widgets)
        for label, widgets in found.items()
    ]


def _widget(each: Field, texts: list[str], error: str) -> Widget:
    kind = Kind(each.kind)
    label = _LABELS.get(kind, "{label}").format(label=each.label, currency=currency_of(each))
    told: dict[str, Any] = {
        "name": each.name, "key": each.key, "label": label, "of": each.of, "help": each.help, "error": error,
        "optional": not each.required, "value": texts[0] if texts else "", "type": _INPUTS.get(kind, "text"),
        "mode": _MODES.get(kind, ""), "is_reference": kind == Kind.REFERENCE,
    }  # fmt: skip
    if kind == Kind.YES_NO:
        told["options"] = _YES_NO
    elif kind in CHOICES:
        # One that is no longer offered stays where it is.
        labels = {choice["key"]: choice["label"] for choice in each.choices}
        offered = {choice["key"]: choice["label"] for choice in offered_of(each)}
        choices = offered | {key: labels[key] for key in texts if key in labels}
        if kind == Kind.CHOICE:
            told["options"] = [("", "—"), *choices.items()]
        else:
            told["ticks"] = [(key, text, key in texts) for key, text in choices.items()]
    return Widget(**told)
