"""A rule in the one way it is kept where two ways would say the same: for comparing rules, and for writing them as text."""

from __future__ import annotations

from regulars.know.filters.check import Fields, value_of
from regulars.know.filters.kinds import write_value
from regulars.know.filters.rule import Condition, Group, Not, Rule


def canonical(rule: Rule, fields: Fields) -> Rule:
    """The rule, which must have passed `check`, without groups of one and with each value written in one way."""
    match rule:
        case Group(_, (part,)):
            return canonical(part, fields)
        case Group(way, parts):
            return Group(way, tuple(canonical(part, fields) for part in parts))
        case Not(part):
            return Not(canonical(part, fields))
        case Condition(name, op, _):
            field = fields[name]
            return Condition(name, op, write_value(field.operators[op].shape, value_of(rule, field)))
