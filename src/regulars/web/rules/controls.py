"""A draft as the templates show it: each group and condition with its controls, its place and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Any

from django.core.cache import cache

from regulars.access.acting import current
from regulars.access.permissions import Sees
from regulars.know.customers.queries import countries, listed
from regulars.know.customers.visible import veil
from regulars.know.filters.check import Fields, value_of
from regulars.know.filters.field import FilterField
from regulars.know.filters.kinds import Kind, Shape
from regulars.know.filters.rule import Condition
from regulars.know.filters.values import BadValue
from regulars.web.rules.deeds import DeedControls, deed_controls
from regulars.web.rules.draft import ROOT, WAYS, Branch, Leaf, finished, sort_of

_KEPT = 600  # seconds; a country that somebody new lives in may take so long to be offered
Menu = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Line:
    """One condition as controls."""

    place: str
    field: FilterField
    op: str
    ops: list[tuple[str, str]]
    shape: str
    was: str
    value: Any
    menu: Menu
    choices: list[tuple[str, str, bool]] = made_by(default_factory=list)
    suggestions: list[str] = made_by(default_factory=list)
    deed: DeedControls | None = None
    said: str = ""
    error: str = ""
    begins: bool = False

    @property
    def is_group(self) -> bool:
        """For templates."""
        return False


@dataclass(frozen=True, slots=True)
class Block:
    """A group as controls."""

    place: str
    way: str
    parts: list[Block | Line]
    begins: bool = False

    @property
    def is_group(self) -> bool:
        """For templates."""
        return True

    @property
    def top(self) -> bool:
        """Whether it is the outermost."""
        return self.place == ROOT

    @property
    def ways(self) -> list[tuple[str, str]]:
        """How its parts can go together."""
        return list(WAYS.items())


def menu(known: Fields) -> Menu:
    """The fields to choose from, under their headings."""
    ordered: dict[str, list[tuple[str, str]]] = {}
    for one in known.values():
        ordered.setdefault(one.group, []).append((one.key, one.label))
    return list(ordered.items())


def block(draft: Branch, known: Fields, begins: str = "", place: str = ROOT, offered: Menu | None = None) -> Block:
    """The controls of a draft; the cursor goes to the place that `begins`."""
    offered = menu(known) if offered is None else offered
    parts: list[Block | Line] = []
    for i, part in enumerate(draft.parts):
        here = f"{place}.{i}"
        if isinstance(part, Branch):
            parts.append(block(part, known, begins, here, offered))
        else:
            parts.append(line(part, known, here, offered, begins=begins == here))
    return Block(place, draft.way, parts, begins=begins == f"add.{place}")


def line(leaf: Leaf, known: Fields, place: str, offered: Menu, *, begins: bool = False) -> Line:
    """The controls of a condition."""
    asked = known[leaf.field]
    ops = asked.operators
    shape = ops[leaf.op].shape
    value = leaf.value
    chosen = set(value) if shape is Shape.CHOICES and isinstance(value, list) else set()
    choices = []
    if shape is Shape.CHOICES and asked.choices:
        choices = [(key, words, key in chosen) for key, words in asked.choices()]
    if shape in {Shape.NUMBERS, Shape.DATES} and not (isinstance(value, list) and len(value) == 2):
        value = ["", ""]
    return Line(
        place, asked, leaf.op, [(key, one.words) for key, one in ops.items()], shape.value, sort_of(asked, shape), value,
        offered, choices,
        _countries() if asked.key == "country" and shape is Shape.TEXT else [],
        deed=deed_controls(asked.key.removeprefix("did:"), value) if asked.kind is Kind.DEED else None,
        said=_named(value) if shape is Shape.CUSTOMER and isinstance(value, int) else "",
        error=_wrong(leaf, asked, known), begins=begins,
    )  # fmt: skip


def _wrong(leaf: Leaf, asked: FilterField, known: Fields) -> str:
    if not finished(leaf, known):
        return ""
    try:
        value_of(Condition(leaf.field, leaf.op, leaf.value), asked)
    except BadValue as error:
        return str(error)
    return ""


def _named(pk: int) -> str:
    somebody = veil(listed().filter(pk=pk)[:1])
    return f"{somebody[0]} (#{pk})" if somebody else f"#{pk}"


def _countries() -> list[str]:
    if current().sees != Sees.ALL:
        return countries()
    kept: list[str] | None = cache.get("customers.countries")
    if kept is None:
        kept = countries()
        cache.set("customers.countries", kept, _KEPT)
    return kept
