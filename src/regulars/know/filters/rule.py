"""The rule language: conditions on fields, joined by all, any and not. Plain JSON, so that it fits an address, a saved
view, an API call. Reading checks the shape alone; whether fields and values exist is `regulars.know.filters.check`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from regulars.kit.refused import Refused

# More than anybody builds by hand, few enough that no rule ties up the database.
MOST_CONDITIONS: Final = 60
DEEPEST: Final = 6
LONGEST: Final = 8_000  # characters of JSON


@dataclass(frozen=True, slots=True)
class Condition:
    """One field, an operator, and what it is compared with (JSON-ready; None where the operator needs nothing)."""

    field: str
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Group:
    """Several rules: `all` of them, or `any`. Only the whole rule can be empty, and is then everybody."""

    way: str
    parts: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """Whoever the rule does not fit."""

    part: Rule


Rule = Condition | Group | Not
EVERYBODY: Final = Group("all")


def read_text(text: str) -> Rule:
    """The rule of a JSON text; an empty text is everybody. Raises Refused naming the place."""
    if not text.strip():
        return EVERYBODY
    if len(text) > LONGEST:
        raise Refused({"rule": f"This filter is too long: {len(text):,} characters, at most {LONGEST:,}."})
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused({"rule": "This is no JSON. Open the list anew and build the filter there."}) from error
    return read_rule(told)


def read_rule(told: object) -> Rule:
    """The rule that JSON values tell. Raises Refused naming the place (`all[1].any[0].op`)."""
    rule = _without_empty(_read(told, "", 1)) or EVERYBODY
    if sum(1 for _ in conditions(rule)) > MOST_CONDITIONS:
        raise Refused({"rule": f"A filter has at most {MOST_CONDITIONS} conditions."})
    return rule


def _read(told: object, place: str, depth: int) -> Rule:
    at = place or "rule"
    if depth > DEEPEST:
        raise Refused({at: f"Groups stand within groups at most {DEEPEST} deep."})
    if not isinstance(told, dict):
        raise Refused({at: "This is no rule. Give an object with all, any, not, or field and op."})
    inner = f"{place}." if place else ""
    for way in ("all", "any"):
        if way in told:
            _only(told, {way}, at)
            if not isinstance(told[way], list):
                raise Refused({f"{inner}{way}": "Give a list of rules."})
            return Group(way, tuple(_read(part, f"{inner}{way}[{i}]", depth + 1) for i, part in enumerate(told[way])))
    if "not" in told:
        _only(told, {"not"}, at)
        return Not(_read(told["not"], f"{inner}not", depth + 1))
    _only(told, {"field", "op", "value"}, at)
    for name in ("field", "op"):
        if not isinstance(told.get(name), str) or not told[name]:
            raise Refused({f"{inner}{name}": "Name it."})
    return Condition(told["field"], told["op"], told.get("value"))


def _without_empty(rule: Rule) -> Rule | None:
    """An empty group is as if it was not there: that is how it looks to whoever just added it."""
    match rule:
        case Group(way, parts):
            left = tuple(kept for part in parts if (kept := _without_empty(part)) is not None)
            return Group(way, left) if left else None
        case Not(part):
            kept = _without_empty(part)
            return None if kept is None else Not(kept)
        case _:
            return rule


def _only(told: dict[str, Any], known: set[str], place: str) -> None:
    if unknown := set(map(str, told)) - known:
        raise Refused({place: f"Does not go together: {', '.join(sorted({*unknown, *(known & set(told))}))}."})


def write_rule(rule: Rule) -> dict[str, Any]:
    """The rule as JSON values."""
    match rule:
        case Group(way, parts):
            return {way: [write_rule(part) for part in parts]}
        case Not(part):
            return {"not": write_rule(part)}
        case Condition(field, op, None):
            return {"field": field, "op": op}
        case Condition(field, op, value):
            return {"field": field, "op": op, "value": value}


def write_text(rule: Rule) -> str:
    """The rule as compact JSON; nothing for everybody."""
    return "" if rule == EVERYBODY else json.dumps(write_rule(rule), ensure_ascii=False, separators=(",", ":"))


def conditions(rule: Rule) -> Iterator[Condition]:
    """Every condition in it."""
    match rule:
        case Group(_, parts):
            for part in parts:
                yield from conditions(part)
        case Not(part):
            yield from conditions(part)
        case Condition():
            yield rule


def both(one: Rule, other: Rule) -> Rule:
    """Whoever both fit."""
    parts = [*(one.parts if _is_all(one) else (one,)), *(other.parts if _is_all(other) else (other,))]  # type: ignore[union-attr]
    return parts[0] if len(parts) == 1 else Group("all", tuple(parts))


def _is_all(rule: Rule) -> bool:
    return isinstance(rule, Group) and rule.way == "all"
