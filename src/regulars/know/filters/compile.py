"""A checked rule as one condition on the customers listed; and, where indexes lead to few, who they can be at most."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from regulars.know.filters.check import value_of
from regulars.know.filters.field import FilterField, Moment
from regulars.know.filters.rule import Condition, Group, Not, Rule

Fields = Mapping[str, FilterField]


def condition(rule: Rule, fields: Fields, when: Moment) -> Q:
    """What the rule says, for `listed().filter(...)`. The rule must have passed `check`."""
    match rule:
        case Group(way, parts):
            return reduce(and_ if way == "all" else or_, (condition(part, fields, when) for part in parts), Q())
        case Not(part):
            return ~condition(part, fields, when)
        case Condition(name, op, _):
            field = fields[name]
            denied = field.operators[op].denies
            said = field.where(denied or op, value_of(rule, field), when)
            return ~said if denied else said


def candidates(rule: Rule, fields: Fields, when: Moment, most: int) -> list[int] | None:
    """Everybody the rule can fit, if indexes show that these are at most so many; None if that cannot be told cheaply."""
    match rule:
        case Group("all", parts):
            for part in parts:
                if (found := candidates(part, fields, when, most)) is not None:
                    return found
            return None
        case Group(_, parts):
            union: set[int] = set()
            for part in parts:
                found = candidates(part, fields, when, most)
                if found is None or len(union := union | set(found)) > most:
                    return None
            return sorted(union) if parts else None
        case Not():
            return None
        case Condition(name):
            return _few(rule, fields[name], when, most)


def _few(one: Condition, field: FilterField, when: Moment, most: int) -> list[int] | None:
    if field.leads is None or field.operators[one.op].denies:
        return None
    rows = field.leads(one.op, value_of(one, field), when)
    if rows is None:
        return None
    rows = rows.order_by()
    # Whether there are more costs a look into the index; reading them out to see would cost more than a page.
    return None if rows[most : most + 1] else list(rows[:most])
