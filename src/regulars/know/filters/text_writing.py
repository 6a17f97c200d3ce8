"""A rule as text: the other direction of `regulars.know.filters.text_reading`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from sqlglot.tokens import Tokenizer, TokenType

from regulars.know.filters.canonical import canonical
from regulars.know.filters.check import Fields
from regulars.know.filters.field import FilterField
from regulars.know.filters.kinds import Kind
from regulars.know.filters.rule import EVERYBODY, Condition, Group, Not, Rule

_PLAIN: Final = re.compile(r"[a-z_][a-z0-9_]*")
_LONG: Final = 88
_COMPARED: Final = {
    "is": "=", "is_not": "<>", "at_least": ">=", "at_most": "<=", "on": "=", "before": "<", "after": ">",
}  # fmt: skip
_CALLED: Final = {
    "contains": "contains", "contains_not": "NOT contains", "begins": "begins", "last_days": "last_days",
    "not_last_days": "NOT last_days", "next_days": "next_days",
}  # fmt: skip
_FIXED: Final = {"filled": "IS NOT NULL", "empty": "IS NULL", "yes": "= TRUE", "no": "= FALSE"}
_PROPERTY: Final = {"is": "=", "at_least": ">=", "at_most": "<="}


def written(rule: Rule, fields: Fields) -> str:
    """The text of the rule; parts of the outermost group on lines of their own where one line would be long."""
    rule = canonical(rule, fields)
    if rule == EVERYBODY:
        return ""
    line = _text(rule, fields)
    if len(line) <= _LONG or not isinstance(rule, Group):
        return line
    word = _word(rule)
    return f"\n{word} ".join(_part(part, fields) for part in rule.parts)


def _text(rule: Rule, fields: Fields) -> str:
    match rule:
        case Group(_, parts):
            return f" {_word(rule)} ".join(_part(part, fields) for part in parts)
        case Not(part):
            # Always in parentheses: without them NOT turns the operator behind it, as people mean it.
            return f"NOT ({_text(part, fields)})"
        case Condition(name):
            return _condition(rule, fields[name])


def _part(rule: Rule, fields: Fields) -> str:
    return f"({_text(rule, fields)})" if isinstance(rule, Group) else _text(rule, fields)


def _word(group: Group) -> str:
    return "AND" if group.way == "all" else "OR"


def _condition(one: Condition, field: FilterField) -> str:
    if field.kind is Kind.DEED:
        return f"{'NOT ' if one.op == 'did_not' else ''}{_deed(field.key.removeprefix('did:'), one.value or {})}"
    column = name_of(field.key)
    if one.op in _FIXED:
        return f"{column} {_FIXED[one.op]}"
    if one.op in _CALLED:
        return f"{_CALLED[one.op]}({column}, {_literal(one.value, field)})"
    if one.op == "between":
        return f"{column} BETWEEN {_literal(one.value[0], field)} AND {_literal(one.value[1], field)}"
    if field.kind is Kind.CHOICE:
        told = [_quoted(named(value, field)) for value in one.value]
        if len(told) == 1:
            return f"{column} {'=' if one.op == 'any_of' else '<>'} {told[0]}"
        return f"{column} {'IN' if one.op == 'any_of' else 'NOT IN'} ({', '.join(told)})"
    return f"{column} {_COMPARED[one.op]} {_literal(one.value, field)}"


def _literal(value: Any, field: FilterField) -> str:
    if isinstance(value, int) or field.kind in {Kind.NUMBER, Kind.MONEY}:
        return str(value)
    return _quoted(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def named(value: str, field: FilterField) -> str:
    """A choice by the words people know it by, where these mean nothing else."""
    choices = list(field.choices()) if field.choices else []
    words = next((words for key, words in choices if key == value), value)
    same = [key for key, other in choices if other == words or key == words]
    return words if same == [value] and words.strip() == words and words else value


@lru_cache(maxsize=2_000)
def identifier(text: str) -> str:
    """A name as SQL writes it: plain where it reads as one word, else in double quotes."""
    if _PLAIN.fullmatch(text):
        tokens = Tokenizer().tokenize(text)
        if len(tokens) == 1 and tokens[0].token_type is TokenType.VAR:
            return text
    return '"' + text.replace('"', '""') + '"'


def name_of(key: str) -> str:
    """A field's key as the text names it: `insight:worth` is insight.worth."""
    return ".".join(identifier(part) for part in key.split(":"))


def _deed(name: str, told: dict[str, Any]) -> str:
    which = told.get("which", "")
    first = f"{which + '_' if which else ''}did({', '.join([_quoted(name), *_sort(told), *_window(told)])})"
    return f"sequence({', '.join([first, *_steps(told['then'])])})" if "then" in told else first


def _steps(told: dict[str, Any]) -> Iterator[str]:
    within = [f"within => {told['days']}"] if "days" in told else []
    yield f"{'did_not' if told.get('absent') else 'did'}({', '.join([_quoted(told['name']), *_sort(told), *within])})"
    if "then" in told:
        yield from _steps(told["then"])


def _sort(told: dict[str, Any]) -> Iterator[str]:
    for one in told.get("where", []):
        path = ".".join(identifier(part) for part in one["property"].split("."))
        match one["op"]:
            case "contains":
                yield f"contains({path}, {_quoted(one['value'])})"
            case "filled":
                yield f"{path} IS NOT NULL"
            case "is":
                yield f"{path} = {_quoted(one['value'])}"
            case op:
                yield f"{path} {_PROPERTY[op]} {one['value']}"
    if "amount" in told:
        yield f"amount => {told['amount']}"
    if "product" in told:
        yield f"product => {_quoted(told['product'])}"
    if channels := [_quoted(one) for one in told.get("channels", [])]:
        yield f"channel => {channels[0] if len(channels) == 1 else '(' + ', '.join(channels) + ')'}"


def _window(told: dict[str, Any]) -> Iterator[str]:
    if "count" in told or "times" in told:
        yield f"{ {'at_least': 'times'}.get(count := told.get('count', 'at_least'), count) } => {told.get('times', 1)}"
    for name in ("days", "older"):
        if name in told:
            yield f"{name} => {told[name]}"
    for name, said in (("from", "first_day"), ("to", "last_day"), ("since", "since")):
        if name in told:
            yield f"{said} => {_quoted(told[name])}"
