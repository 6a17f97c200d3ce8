"""A rule while it is being built: conditions may be unfinished. Read from a rule or from a posted form, changed by a button.

Names in the form are `<what>.<place>`: the outermost group is at `r`, its second part at `r.1`, the first of that `r.1.0`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict

from regulars.know.filters.check import Fields
from regulars.know.filters.field import FilterField
from regulars.know.filters.kinds import Shape
from regulars.know.filters.rule import EVERYBODY, Condition, Group, Not, Rule
from regulars.web.rules.deeds import read_deed_form

WAYS: Final = {
    "all": "all of these", "any": "any of these", "not all": "not all of these", "not any": "none of these",
}  # fmt: skip
ROOT: Final = "r"
# A hand could not build more, a machine shall not.
_MOST: Final = 100
_NUMBER: Final = re.compile(r"#(\d{1,18})\)?$|^(\d{1,18})$")


@dataclass(slots=True)
class Leaf:
    """One condition; `value` is JSON, None while nothing is said."""

    field: str
    op: str = ""
    value: Any = None


@dataclass(slots=True)
class Branch:
    """A group, by one of WAYS."""

    way: str = "all"
    parts: list[Leaf | Branch] = field(default_factory=list)


def first_op(asked: FilterField, op: str = "") -> str:
    """The operator, or the field's first where it has no such one."""
    return op if op in asked.operators else next(iter(asked.operators))


def draft_of(rule: Rule, known: Fields) -> Branch:
    """The rule as a draft. Conditions on fields that are not there (any more) are left out."""
    made = _made(rule, known)
    if isinstance(made, Branch) and not made.way.startswith("not"):
        return made
    return Branch("all", [] if made is None else [made])


def _made(rule: Rule, known: Fields, denied: bool = False) -> Leaf | Branch | None:
    match rule:
        case Not(part):
            return _made(part, known, not denied)
        case Group(way, parts):
            return Branch(f"not {way}" if denied else way, [one for part in parts if (one := _made(part, known))])
        case Condition(name, op, value):
            if name not in known:
                return None
            leaf = Leaf(name, first_op(known[name], op), value)
            return Branch("not all", [leaf]) if denied else leaf


def rule_of(draft: Branch, known: Fields) -> Rule:
    """What the draft says so far: unfinished conditions are left out. Not checked."""
    return _rule(draft, known) or EVERYBODY


def _rule(part: Leaf | Branch, known: Fields) -> Rule | None:
    if isinstance(part, Leaf):
        return Condition(part.field, part.op, part.value) if finished(part, known) else None
    said = [rule for one in part.parts if (rule := _rule(one, known)) is not None]
    if not said:
        return None
    word, _, way = part.way.rpartition(" ")
    return Not(Group(way, tuple(said))) if word else Group(way, tuple(said))


def finished(leaf: Leaf, known: Fields) -> bool:
    """Whether the condition has all its operator compares with."""
    shape = known[leaf.field].operators[leaf.op].shape
    return shape in {Shape.NOTHING, Shape.DEED} or leaf.value not in (None, "", [])


def unfinished(draft: Branch, known: Fields) -> Iterator[Leaf]:
    """The conditions that say nothing yet."""
    for part in draft.parts:
        if isinstance(part, Branch):
            yield from unfinished(part, known)
        elif not finished(part, known):
            yield part


def read_draft(told: QueryDict, known: Fields) -> Branch:
    """The draft of a posted form."""
    return _read_branch(told, known, ROOT, [0], 1)


def _read_branch(told: QueryDict, known: Fields, place: str, read: list[int], depth: int) -> Branch:
    way = told.get(f"way.{place}", "all")
    branch = Branch(way if way in WAYS else "all")
    for i in range(_MOST):
        at = f"{place}.{i}"
        read[0] += 1
        if read[0] > 4 * _MOST or depth > 12:
            break
        if f"field.{at}" in told:
            branch.parts.append(_read_leaf(told, known, at))
        elif f"way.{at}" in told:
            branch.parts.append(_read_branch(told, known, at, read, depth + 1))
        else:
            break
    return branch


def _read_leaf(told: QueryDict, known: Fields, at: str) -> Leaf:
    asked = known.get(str(told[f"field.{at}"])) or first_field(known)
    op = first_op(asked, told.get(f"op.{at}", ""))
    shape = asked.operators[op].shape
    # After another field was chosen, what was written for the last one means nothing.
    same = told.get(f"was.{at}", "") == _sort_of(asked, shape)
    return Leaf(asked.key, op, _read_value(told, shape, at) if same else None)


def _sort_of(asked: FilterField, shape: Shape) -> str:
    """What a written value is for: another text can stay, another choice cannot."""
    return f"{shape}:{asked.key}" if shape in {Shape.CHOICES, Shape.CUSTOMER} else str(shape)


sort_of = _sort_of


def first_field(known: Fields) -> FilterField:
    """What a new condition asks: the town, or whatever there is."""
    return known["city"] if "city" in known else known[next(iter(known))]


def _read_value(told: QueryDict, shape: Shape, at: str) -> Any:
    values = [value.strip() for value in told.getlist(f"value.{at}")]
    match shape:
        case Shape.NOTHING:
            return None
        case Shape.DEED:
            return read_deed_form(told, at)
        case Shape.CHOICES:
            return [value for value in values if value] or None
        case Shape.NUMBERS | Shape.DATES:
            return values if len(values) == 2 and all(values) else None
        case Shape.CUSTOMER:
            found = _NUMBER.search(values[0]) if values else None
            return int(found[1] or found[2]) if found else None
        case _:
            return values[0] if values and values[0] else None


def press(draft: Branch, pressed: str, known: Fields) -> str:
    """Do what a button says (`condition r.1`, `group r`, `remove r.0`); the place to go on at, where there is one."""
    what, _, place = pressed.partition(" ")
    if what == "remove":
        before, _, index = place.rpartition(".")
        branch = at(draft, before)
        if isinstance(branch, Branch) and index.isdecimal() and int(index) < len(branch.parts):
            del branch.parts[int(index)]
            return f"add.{before}"
        return ""
    branch = at(draft, place)
    if not isinstance(branch, Branch) or what not in {"condition", "group"}:
        return ""
    fresh = Leaf(first_field(known).key, first_op(first_field(known)))
    branch.parts.append(fresh if what == "condition" else Branch("any", [fresh]))
    return f"{place}.{len(branch.parts) - 1}{'.0' if what == 'group' else ''}"


def at(draft: Branch, place: str) -> Leaf | Branch | None:
    """What stands at a place."""
    here: Leaf | Branch = draft
    for index in place.split(".")[1:]:
        if not isinstance(here, Branch) or not index.isdecimal() or int(index) >= len(here.parts):
            return None
        here = here.parts[int(index)]
    return here
