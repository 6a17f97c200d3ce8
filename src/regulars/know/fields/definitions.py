"""What a field may be: checks what somebody gave, and says what of it is wrong. Asks nothing of the database."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from regulars.kit import money
from regulars.kit.folding import fold
from regulars.kit.refused import Refused
from regulars.know.fields import kinds
from regulars.know.fields.models import Field

Kind = Field.Kind
PARTS = ("label", "help", "kind", "of", "group", "required", "choices", "limits", "shown_in_list", "searchable")
MOST_CHOICES = 200
_LENGTHS = {"label": 60, "help": 200, "group": 60}
_NUMBERED = {*kinds.NUMBERS, Kind.DATE}
_PATTERNED = {Kind.TEXT}


def key_of(label: str, taken: Collection[str]) -> str:
    """A key nobody has, made of the label: `Favourite colour` -> `favourite_colour`."""
    plain = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:36].strip("_")
    base = plain if re.match(r"[a-z]", plain) else f"field_{plain}".strip("_")
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def choice_key(label: str, taken: Collection[str]) -> str:
    """The key of a choice of this label."""
    plain = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:40] or "choice"
    key, number = plain, 2
    while key in taken:
        key, number = f"{plain}_{number}", number + 1
    return key


def checked(spec: Mapping[str, Any], others: Sequence[Field], current: Field | None = None) -> dict[str, Any]:
    """The parts of a field as they are kept, those not given as they are now. Raises Refused.

    `others` are all other fields: a label belongs to one of them only, among those in use.
    """
    if unknown := sorted(set(spec) - set(PARTS)):
        raise Refused({unknown[0]: "A field has no such part."})
    now = (
        {part: getattr(current, part) for part in PARTS}
        if current
        else {"of": Field.Of.BOTH, "choices": [], "limits": {}}
    )
    given = now | dict(spec)
    errors: dict[str, str] = {}
    kept: dict[str, Any] = {part: bool(given.get(part)) for part in ("required", "shown_in_list", "searchable")}
    for part, most in _LENGTHS.items():
        kept[part] = " ".join(str(given.get(part) or "").split())
        if len(kept[part]) > most:
            errors[part] = f"At most {most} characters; these are {len(kept[part])}."
    if not kept["label"]:
        errors["label"] = "Give the field a name, as it shall stand on forms."
    elif any(fold(o.label) == fold(kept["label"]) and o.archived_at is None for o in others):
        errors["label"] = "Another field has this name already. Choose another, or change that one."
    for part, known in (("kind", Kind.values), ("of", Field.Of.values)):
        kept[part] = given.get(part) or ""
        if kept[part] not in known:
            errors[part] = f"Choose one of: {', '.join(known)}."
    if errors.keys() & {"kind"}:
        raise Refused(errors)
    try:
        kept["choices"] = _choices(given.get("choices") or []) if kept["kind"] in kinds.CHOICES else []
    except ValueError as error:
        errors["choices"] = str(error)
    kept["limits"] = _limits(kept, given.get("limits") or {}, errors)
    if errors:
        raise Refused(errors)
    return kept


def _choices(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Labels once each; those without a key get one. Raises ValueError."""
    keys = {str(choice["key"]) for choice in given if choice.get("key")}
    kept: list[dict[str, Any]] = []
    for choice in given:
        label = " ".join(str(choice.get("label") or "").split())
        if not label:
            raise ValueError("Each choice needs a name.")
        if len(label) > 80:
            raise ValueError(f"“{label[:40]}…” is longer than 80 characters.")
        if ";" in label or "|" in label:
            raise ValueError(f"“{label}”: a semicolon or bar parts choices in files; write it without.")
        if any(fold(label) == fold(other["label"]) for other in kept):
            raise ValueError(f"“{label}” stands here twice.")
        key = str(choice.get("key") or "") or choice_key(label, keys)
        keys.add(key)
        kept.append({"key": key, "label": label} | ({"retired": True} if choice.get("retired") else {}))
    if not any(not choice.get("retired") for choice in kept):
        raise ValueError("Give at least one choice.")
    if len(kept) > MOST_CHOICES:
        raise ValueError(f"At most {MOST_CHOICES} choices; a text or a reference suits more.")
    return kept


def _limits(kept: Mapping[str, Any], given: Mapping[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    """The limits that mean something for the kind, checked; what is wrong goes into `errors`."""
    kind = kept["kind"]
    told = {name: str(value).strip() for name, value in given.items() if value not in (None, "")}
    limits: dict[str, Any] = {}
    if kind in _NUMBERED:
        for name in ("least", "most"):
            if name in told:
                try:
                    limits[name] = _bound(kind, told[name])
                except ValueError:
                    errors[name] = "Write a date like 2020-01-31." if kind == Kind.DATE else "Write a number like 12.5."
        if "least" in limits and "most" in limits and _comes_after(kind, limits["least"], limits["most"]):
            errors["most"] = "This is less than the least."
    if kind == Kind.MONEY:
        currency = told.get("currency", "").upper() or kinds.currency_of(Field(kind=kind))
        if not re.fullmatch(r"[A-Z]{3}", currency):
            errors["currency"] = "Write three letters, such as EUR."
        limits["currency"] = currency
    if kind in (Kind.TEXT, Kind.LONG_TEXT) and "length" in told:
        most = kinds.LONGEST[Kind(kind)]
        if told["length"].isdecimal() and 1 <= int(told["length"]) <= most:
            limits["length"] = int(told["length"])
        else:
            errors["length"] = f"Write a whole number from 1 to {most}."
    if kind in _PATTERNED and "pattern" in told:
        limits["pattern"] = told["pattern"]
        if len(told["pattern"]) > 60:
            errors["pattern"] = "At most 60 characters."
    return limits


def _bound(kind: str, text: str) -> str:
    if kind == Kind.DATE:
        return date.fromisoformat(text).isoformat()
    return kinds.plain_number(money.amount(text))


def _comes_after(kind: str, first: str, second: str) -> bool:
    return first > second if kind == Kind.DATE else Decimal(first) > Decimal(second)


def differences(current: Field, kept: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Part -> [before, after] of what changes, choices as their labels."""
    changes: dict[str, list[Any]] = {}
    for part in PARTS:
        before, after = getattr(current, part), kept[part]
        if before != after:
            if part == "choices":
                before, after = _labels(before), _labels(after)
            changes[part] = [before, after]
    return changes


def _labels(choices: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        f"{choice['label']} (no longer offered)" if choice.get("retired") else choice["label"] for choice in choices
    ]
