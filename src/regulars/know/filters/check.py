"""Whether a rule can be read: its fields exist for whoever acts, its operators are theirs, its values are values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regulars.kit.refused import Refused
from regulars.know.filters.field import FilterField
from regulars.know.filters.kinds import Shape, read_value
from regulars.know.filters.rule import Condition, Group, Not, Rule
from regulars.know.filters.values import BadValue

Fields = Mapping[str, FilterField]


def check(rule: Rule, fields: Fields) -> Rule:
    """The rule itself. Raises Refused that names every wrong place: {"all[1].value": "…"}."""
    errors: dict[str, str] = {}
    _look(rule, "", fields, errors)
    if errors:
        raise Refused(errors)
    return rule


def _look(rule: Rule, place: str, fields: Fields, errors: dict[str, str]) -> None:
    inner = f"{place}." if place else ""
    match rule:
        case Group(way, parts):
            for i, part in enumerate(parts):
                _look(part, f"{inner}{way}[{i}]", fields, errors)
        case Not(part):
            _look(part, f"{inner}not", fields, errors)
        case Condition(name, op, _):
            field = fields.get(name)
            if field is None:
                errors[f"{inner}field"] = f"There is no field “{name}” here. It was removed, or you may not see it."
            elif op not in field.operators:
                known = ", ".join(field.operators)
                errors[f"{inner}op"] = f"“{field.label}” cannot be asked “{op}”; it has {known}."
            else:
                try:
                    value_of(rule, field)
                except BadValue as error:
                    errors[f"{inner}value"] = str(error)


def value_of(condition: Condition, field: FilterField) -> Any:
    """The condition's value as the field's kind has it. Raises BadValue."""
    shape = field.operators[condition.op].shape
    known = None
    if shape is Shape.CHOICES and field.choices is not None:
        known = {value for value, _ in field.choices()}
    return read_value(shape, condition.value, known)
