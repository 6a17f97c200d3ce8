"""What colleagues write into the forms of journeys, read and checked. Raises nothing: errors are collected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from regulars.timeline.names import CHANNELS, VOCABULARY, Kind
from regulars.understand.journeys.definition import Op, Weights

# What happens between customers and the business; what colleagues do to records is no touchpoint.
MEETINGS: dict[str, str] = {
    name: word.meaning for name, word in VOCABULARY.items() if word.kind not in {Kind.PROFILE, Kind.HOUSE}
}
_PROPERTY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")
_LONGEST = 40
_DAYS = {"pause_days": (7, 400), "mood_days": (1, 90), "session_minutes": (1, 1440)}

Told = Mapping[str, Any]
Errors = dict[str, str]


def named(told: Told, errors: Errors, longest: int = _LONGEST) -> str:
    """The name of something."""
    name = str(told.get("name", "")).strip()
    if not name:
        errors["name"] = "Give it a name."
    elif len(name) > longest:
        errors["name"] = f"At most {longest} characters; these are {len(name)}."
    return name


def touchpoint(told: Told, errors: Errors) -> dict[str, Any]:
    """The columns of a touchpoint."""
    names = list(dict.fromkeys(str(name) for name in told.get("names") or ()))
    channels = list(dict.fromkeys(str(channel) for channel in told.get("channels") or ()))
    prop, value = str(told.get("prop", "")).strip(), str(told.get("value", "")).strip()
    op, category = str(told.get("op") or Op.IS), str(told.get("category", "")).strip()
    if not names:
        errors["names"] = "Choose at least one thing that happens here."
    elif unknown := [name for name in names if name not in MEETINGS]:
        errors["names"] = f"{unknown[0]} is nothing that happens between customers and us."
    if unknown := [channel for channel in channels if channel not in CHANNELS]:
        errors["channels"] = f"There is no channel {unknown[0]}."
    if op not in set(Op):
        errors["op"] = "Choose how to compare."
    if prop and not _PROPERTY.fullmatch(prop):
        errors["prop"] = "A property is one word of letters, digits and underscores, such as path."
    elif bool(prop) != bool(value):
        errors["value" if prop else "prop"] = "Give both the property and what it is compared with."
    elif op in {Op.AT_LEAST, Op.AT_MOST} and _number(value) is None:
        errors["value"] = f"{value!r} is no number; write it as 12.5."
    if len(value) > 200 or len(category) > 100:
        errors["value" if len(value) > 200 else "category"] = "That is too long."
    return {
        "name": named(told, errors),
        "names": names,
        "channels": channels,
        "prop": prop,
        "op": op,
        "value": value,
        "category": category,
        "patience_hours": _patience(told, errors),
        "may_end": bool(told.get("may_end")),
    }


def _patience(told: Told, errors: Errors) -> float | None:
    text = told.get("patience_hours")
    if text in {None, ""}:
        return None
    hours = _number(text)
    if hours is None or not 0 < hours <= 10_000:
        errors["patience_hours"] = f"{text!r} is no number of hours; write 48, or leave it empty."
        return None
    return hours


def _number(text: object) -> float | None:
    try:
        number = float(str(text).strip())
    except ValueError:
        return None
    return number if abs(number) < 1e15 else None


def journey(told: Told, errors: Errors) -> dict[str, Any]:
    """The columns of a journey."""
    found: dict[str, Any] = {"name": named(told, errors, 60)}
    for name, (least, most) in _DAYS.items():
        number = _number(told.get(name, ""))
        if number is None or number != int(number) or not least <= number <= most:
            errors[name] = f"Write a whole number from {least} to {most:,}."
        else:
            found[name] = int(number)
    weights = {}
    for name in Weights.__slots__:
        number = _number(told.get(name, ""))
        if number is None or not 0 <= number <= 100:
            errors[name] = "Write a number from 0 to 100, such as 0.5."
        else:
            weights[name] = number
    return found | {"weights": weights}
