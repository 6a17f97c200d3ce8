"""A rule in plain words: `Persons in Berlin, who bought in the last 90 days`."""

from __future__ import annotations

from typing import Any

from regulars.kit import money
from regulars.know.customers.queries import listed
from regulars.know.customers.visible import veil
from regulars.know.filters.check import Fields, value_of
from regulars.know.filters.deed_words import said, spoken_day
from regulars.know.filters.field import FilterField
from regulars.know.filters.kinds import Kind, Shape
from regulars.know.filters.rule import Condition, Group, Not, Rule
from regulars.know.filters.values import BadValue

_NOUNS = {("person",): "persons", ("company",): "companies"}


def spoken(rule: Rule, fields: Fields) -> str:
    """The rule, which should have passed `check`, as a sentence without a full stop."""
    noun, rest = _noun(rule)
    clause = _clause(rest, fields, top=True) if rest is not None else ""
    return (f"{noun} {clause}" if clause else noun).strip()


def chips(rule: Rule, fields: Fields) -> list[str]:
    """The parts of the sentence, one for each rule of the outermost group."""
    parts = rule.parts if isinstance(rule, Group) and rule.way == "all" else (rule,)
    return [_clause(part, fields) for part in parts]


def _noun(rule: Rule) -> tuple[str, Rule | None]:
    """Whom it is about, and what is left to say."""
    parts = rule.parts if isinstance(rule, Group) and rule.way == "all" else (rule,)
    for part in parts:
        if isinstance(part, Condition) and part.field == "kind" and part.op == "any_of":
            noun = _NOUNS.get(tuple(part.value))
            if noun:
                left = tuple(one for one in parts if one is not part)
                return noun.capitalize(), Group("all", left) if left else None
    return "Customers" if parts else "Everybody", rule if parts else None


def _clause(rule: Rule, fields: Fields, *, top: bool = False, but: bool = True) -> str:
    match rule:
        case Group(_, (part,)):
            return _clause(part, fields, top=top, but=but)
        case Group("all", parts):
            joined = (", " if top else " and ").join(_clause(part, fields) for part in parts)
            return joined if top else f"({joined})"
        case Group(_, parts):
            joined = " or ".join(_clause(part, fields, but=False) for part in parts)
            return joined if top else f"({joined})"
        case Not(part):
            # Of two, the second is the exception from the first; of one or the other, it is not.
            return f"{'but ' if but else ''}not {_clause(part, fields, but=False)}"
        case Condition(name, op, _):
            field = fields.get(name)
            if field is None or op not in field.operators:
                return f"“{name}” {op}"
            return _condition(rule, field)


def _condition(one: Condition, field: FilterField) -> str:
    try:
        value = value_of(one, field)
    except BadValue:
        return f"whose {field.label.lower()} {field.operators[one.op].words} …"
    if field.kind is Kind.DEED:
        return said(field.key.removeprefix("did:"), one.op == "did", value)
    shape = field.operators[one.op].shape
    words = _value(shape, value, field)
    if field.say is not None and (own := field.say(one.op, words)):
        return own
    said_op = field.operators[one.op].words
    if shape is Shape.DAYS:
        return f"whose {_small(field.label)} {said_op.split('within')[0]}{words}"
    return f"whose {_small(field.label)} {said_op} {words}".rstrip()


def _small(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _value(shape: Shape, value: Any, field: FilterField) -> str:
    match shape:
        case Shape.NOTHING:
            return ""
        case Shape.TEXT:
            return str(value)
        case Shape.NUMBER:
            return _number(value, field)
        case Shape.NUMBERS:
            return f"{_number(value[0], field)} and {_number(value[1], field)}"
        case Shape.DATE:
            return spoken_day(value)
        case Shape.DATES:
            return f"{spoken_day(value[0])} and {spoken_day(value[1])}"
        case Shape.CHOICES:
            names = dict(field.choices()) if field.choices else {}
            return " or ".join(names.get(one, one) for one in value)
        case Shape.CUSTOMER:
            customer = veil(listed().filter(pk=value)[:1])
            return str(customer[0]) if customer else f"customer {value}"
        case _:
            return f"in the last {value} days"


def _number(value: Any, field: FilterField) -> str:
    return money.spoken(value, "") if field.kind is Kind.MONEY else f"{value.normalize():f}"
