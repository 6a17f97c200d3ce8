"""The filter builder: groups and conditions as controls. The browser reads the rule off them and asks the list anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from regulars.access.acting import current
from regulars.access.permissions import Sees
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import countries
from regulars.know.filters.check import Fields
from regulars.know.filters.field import FilterField
from regulars.know.filters.kinds import Shape
from regulars.know.filters.rule import EVERYBODY, Condition, Group, Not, Rule
from regulars.know.search.queries import search_customers
from regulars.web.customers.asked import read
from regulars.web.customers.choices import fields
from regulars.web.requests import Request, page

_KEPT = 600  # seconds; a country that somebody new lives in may take so long to be offered


@dataclass(frozen=True, slots=True)
class Line:
    """One condition as controls."""

    field: FilterField
    op: str
    ops: list[tuple[str, str]]
    shape: str
    value: Any
    groups: list[tuple[str, list[tuple[str, str]]]]
    choices: list[tuple[str, str, bool]] = made_by(default_factory=list)
    suggestions: list[str] = made_by(default_factory=list)
    product: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A group as controls."""

    way: str
    denied: bool
    parts: list[Block | Line]
    top: bool = False

    @property
    def is_group(self) -> bool:
        """For templates."""
        return True


def _groups(known: Fields) -> list[tuple[str, list[tuple[str, str]]]]:
    ordered: dict[str, list[tuple[str, str]]] = {}
    for one in known.values():
        ordered.setdefault(one.group, []).append((one.key, one.label))
    return list(ordered.items())


def line(one: Condition, known: Fields, groups: list[tuple[str, list[tuple[str, str]]]]) -> Line:
    """The controls of a condition; an operator the field does not have becomes its first. Raises KeyError."""
    asked = known[one.field]
    ops = asked.operators
    op = one.op if one.op in ops else next(iter(ops))
    shape = ops[op].shape
    value = one.value
    chosen = set(value) if shape is Shape.CHOICES and isinstance(value, list) else set()
    choices = (
        [(key, text, key in chosen) for key, text in asked.choices()]
        if shape is Shape.CHOICES and asked.choices
        else []
    )
    pair = value if isinstance(value, list) and len(value) == 2 else ["", ""]
    said = ""
    if shape is Shape.CUSTOMER and str(value or "").isdigit():
        somebody = Customer.objects.filter(pk=value).first()
        said = f"{somebody} (#{value})" if somebody else f"#{value}"
    return Line(
        asked, op, [(key, one.words) for key, one in ops.items()], shape.value,
        pair if shape in {Shape.NUMBERS, Shape.DATES} else value, groups, choices,
        _countries() if asked.key == "country" and shape is Shape.TEXT else [],
        product=asked.key in {"did:order.completed", "did:order.refunded"}, said=said,
    )  # fmt: skip


def _countries() -> list[str]:
    if current().sees != Sees.ALL:
        return countries()
    kept: list[str] | None = cache.get("customers.countries")
    if kept is None:
        kept = countries()
        cache.set("customers.countries", kept, _KEPT)
    return kept


def block(rule: Rule, known: Fields, *, top: bool = False) -> Block:
    """The controls of a whole rule. Conditions on fields that are not there (any more) are left out."""
    groups = _groups(known)

    def made(one: Rule, *, denied: bool = False) -> Block | Line | None:
        match one:
            case Not(part):
                return made(part, denied=not denied)
            case Group(way, parts):
                return Block(way, denied, [shown for part in parts if (shown := made(part)) is not None])
            case Condition(name):
                if name not in known:
                    return None
                here = line(one, known, groups)
                return Block("all", denied, [here]) if denied else here

    whole = made(rule)
    if isinstance(whole, Block) and not whole.denied:
        return Block(whole.way, denied=False, parts=whole.parts, top=top)
    return Block("all", denied=False, parts=[whole] if whole is not None else [], top=top)


@require_safe
@page("customers.see")
def builder(request: Request) -> HttpResponse:
    """The builder of the rule the address asks for, with an empty condition where there is none."""
    known = fields()
    rule = read(request.GET).rule
    shown = block(rule, known, top=True)
    if rule == EVERYBODY:
        shown.parts.append(line(Condition("city", "is"), known, _groups(known)) if "city" in known else _first(known))
    return render(request, "customers/builder.html", {"block": shown})


def _first(known: Fields) -> Line:
    return line(Condition(next(iter(known)), ""), known, _groups(known))


@require_safe
@page("customers.see")
def condition(request: Request) -> HttpResponse:
    """One condition's controls, after its field or operator was changed, or a new one."""
    known = fields()
    told = request.GET
    try:
        value = json.loads(told.get("value", "null"))
        shown = line(Condition(told.get("field", ""), told.get("op", ""), value), known, _groups(known))
    except (KeyError, ValueError):
        if told.get("field"):
            return HttpResponseBadRequest("There is no such field.")
        shown = line(Condition("city", "is"), known, _groups(known)) if "city" in known else _first(known)
    return render(request, "customers/builder_line.html", {"line": shown})


@require_safe
@page("customers.see")
def group(request: Request) -> HttpResponse:
    """A new group's controls."""
    known = fields()
    inside = line(Condition("city", "is"), known, _groups(known)) if "city" in known else _first(known)
    return render(request, "customers/builder_group.html", {"block": Block("any", denied=False, parts=[inside])})


@require_safe
@page("customers.see")
def people(request: Request) -> HttpResponse:
    """Customers to choose from, as options."""
    typed = request.GET.get("said", "").strip()
    found = search_customers(typed, limit=8) if typed and not typed.endswith(")") else []
    return render(request, "customers/people_options.html", {"people": found})
