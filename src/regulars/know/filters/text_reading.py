"""A text as a rule: sqlglot reads the text into a tree, and what is known of the tree is taken, node by node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any, Final

from sqlglot import exp
from sqlglot.errors import ErrorLevel, ParseError, TokenError
from sqlglot.parser import Parser
from sqlglot.tokens import Tokenizer, TokenType

from regulars.know.filters.check import Fields, value_of
from regulars.know.filters.field import FilterField
from regulars.know.filters.kinds import Kind, write_value
from regulars.know.filters.rule import Condition, Group, Not, Rule
from regulars.know.filters.text_deeds import DEEDS, deed
from regulars.know.filters.text_nodes import literal, names, span
from regulars.know.filters.text_refused import TextRefused
from regulars.know.filters.text_writing import name_of
from regulars.know.filters.values import BadValue

# Deeper than anybody writes; sqlglot calls itself for each.
_DEEPEST: Final = 30
_MOST_NOTS: Final = 60


class _Expressions(Parser):
    """Expressions alone: every call is just a name with arguments, whatever SQL may mean by it."""

    FUNCTIONS = {}
    FUNCTION_PARSERS = {}
    NO_PAREN_FUNCTIONS = {}
    NO_PAREN_FUNCTION_PARSERS = {}


_FLIPPED: Final[dict[type[exp.Expression], type[exp.Expression]]] = {
    exp.EQ: exp.EQ, exp.NEQ: exp.NEQ, exp.GT: exp.LT, exp.GTE: exp.LTE, exp.LT: exp.GT, exp.LTE: exp.GTE,
}  # fmt: skip
_SIGNS: Final[dict[type[exp.Expression], str]] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=",
}  # fmt: skip
# What a comparison is called for each kind; with a minus, it is the denial of that.
_COMPARED: Final[dict[Kind, dict[str, str]]] = {
    Kind.TEXT: {"=": "is", "<>": "is_not"},
    Kind.NUMBER: {"=": "is", "<>": "-is", ">=": "at_least", "<=": "at_most", ">": "-at_most", "<": "-at_least"},
    Kind.MONEY: {"=": "is", "<>": "-is", ">=": "at_least", "<=": "at_most", ">": "-at_most", "<": "-at_least"},
    Kind.DATE: {"=": "on", "<>": "-on", "<": "before", ">": "after", ">=": "after", "<=": "before"},
    Kind.CHOICE: {"=": "any_of", "<>": "none_of"},
    Kind.YES_NO: {"=": "is", "<>": "-is"},
    Kind.REFERENCE: {"=": "is", "<>": "is_not"},
}
_WAYS: Final[dict[Kind, str]] = {
    Kind.TEXT: "=, <>, contains(…), begins(…), IS NULL, IS NOT NULL",
    Kind.NUMBER: "=, <>, >=, <=, >, <, BETWEEN … AND …, IS NULL, IS NOT NULL",
    Kind.MONEY: "=, <>, >=, <=, >, <, BETWEEN … AND …, IS NULL, IS NOT NULL",
    Kind.DATE: "=, <, >, <=, >=, BETWEEN … AND …, last_days(…), next_days(…), IS NULL, IS NOT NULL",
    Kind.CHOICE: "=, <>, IN (…), NOT IN (…), IS NULL, IS NOT NULL",
    Kind.YES_NO: "= TRUE, = FALSE, IS NULL, IS NOT NULL",
    Kind.REFERENCE: "= and a customer's number, <>, IS NULL, IS NOT NULL",
    Kind.DEED: "did('…')",
}
_CALLS: Final = {"contains": "contains", "begins": "begins", "last_days": "last_days", "next_days": "next_days"}
_KNOWN: Final = (*_CALLS, "has_tag", "money", *DEEDS)


@dataclass(slots=True)
class Reader:
    """One text being read, with the fields whoever acts may name."""

    text: str
    fields: Fields

    def read(self) -> Rule:
        """The rule. Raises TextRefused."""
        try:
            tokens = Tokenizer().tokenize(self.text)
            self._not_too_deep(tokens)
            parser = _Expressions(error_level=ErrorLevel.IMMEDIATE)
            (tree,) = parser.parse_into(exp.Condition, tokens, self.text)
            if tree is None:
                raise TextRefused("Write a condition, like city = 'Oslo'.", self.text)
            return self._rule(tree)
        except (ParseError, TokenError) as error:
            raise self._misread(error) from error
        except RecursionError as error:
            raise TextRefused("This is nested too deep to be read.", self.text, 0, 0) from error

    def _not_too_deep(self, tokens: list[Any]) -> None:
        depth = nots = 0
        for token in tokens:
            depth += token.token_type in {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE}
            depth -= token.token_type in {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END}
            nots += token.token_type in {TokenType.NOT, TokenType.DASH, TokenType.TILDE, TokenType.PLUS}
            if token.token_type is TokenType.SEMICOLON:
                raise TextRefused(
                    "A rule is one expression. Leave the semicolon out.", self.text, token.start, token.end + 1
                )
            if depth > _DEEPEST or nots > _MOST_NOTS:
                raise TextRefused("This is nested too deep to be read.", self.text, token.start, token.end + 1)

    def _misread(self, error: Exception) -> TextRefused:
        for told in getattr(error, "errors", []):
            if told.get("start_context") is not None and told.get("highlight"):
                start = self._place(told)
                return TextRefused("This is not expected here. Is a quote, a comma, AND or a parenthesis missing before it?",
                                   self.text, start, start + len(told["highlight"]))  # fmt: skip
        return TextRefused("This cannot be read to its end. Is a quote or a parenthesis left open?", self.text, 0, 0)

    def _place(self, told: dict[str, Any]) -> int:
        lines = self.text.split("\n")
        before = sum(len(line) + 1 for line in lines[: told["line"] - 1])
        # sqlglot's column is that of the token's last character.
        return max(0, before + int(told["col"]) - len(told["highlight"]))

    def refuse(self, node: exp.Expression, error: str) -> TextRefused:
        """What is wrong at a node."""
        return TextRefused(error, self.text, *span(node))

    def _rule(self, node: exp.Expression) -> Rule:
        match node:
            case exp.Paren():
                return self._rule(node.this)
            case exp.And() | exp.Or():
                way = "all" if isinstance(node, exp.And) else "any"
                return Group(way, tuple(self._rule(part) for part in _parts(node)))
            case exp.Not():
                return self._denied(node)
            case exp.EQ() | exp.NEQ() | exp.GT() | exp.GTE() | exp.LT() | exp.LTE():
                return self._compared(node)
            case exp.Between() | exp.In():
                return self._within(node)
            case exp.Is():
                return self._is(node)
            case exp.Column() | exp.Dot():
                field = self._field(node)
                if field.kind is not Kind.YES_NO:
                    raise self.refuse(node, f"Say how “{field.label}” is compared: {_WAYS[field.kind]}.")
                return self._condition(node, field, "yes", None)
            case exp.Anonymous():
                return self._call(node)
            case _:
                raise self.refuse(
                    node, "Only comparisons of fields and did(…), joined by AND, OR and NOT, can stand here."
                )

    def _denied(self, node: exp.Not) -> Rule:
        """NOT before a condition is the operator that says the opposite; before a parenthesis it denies all of it."""
        inner = self._rule(node.this)
        if isinstance(node.this, exp.Paren) or not isinstance(inner, Condition):
            return Not(inner)
        ops = self.fields[inner.field].operators
        opposite = ops[inner.op].denies or next((op for op, one in ops.items() if one.denies == inner.op), "")
        return Condition(inner.field, opposite, inner.value) if opposite in ops else Not(inner)

    def _within(self, node: exp.Between | exp.In) -> Rule:
        field = self._field(node.this)
        if isinstance(node, exp.Between):
            low, high = self._value(node.args["low"], field), self._value(node.args["high"], field)
            return self._condition(node, field, "between", [low, high])
        more = [name for name, value in node.args.items() if value and name not in {"this", "expressions"}]
        if field.kind is not Kind.CHOICE or more or not node.expressions:
            raise self.refuse(node, f"“{field.label}” is compared by {_WAYS[field.kind]}.")
        return self._condition(node, field, "any_of", [self._choice(one, field) for one in node.expressions])

    def _field(self, node: exp.Expression) -> FilterField:
        if isinstance(node, exp.Anonymous) and node.name.lower() == "money" and len(node.expressions) == 1:
            field = self._field(node.expressions[0])
            if field.kind is not Kind.MONEY:
                raise self.refuse(node, f"“{field.label}” is no amount of money. Leave money(…) out.")
            return field
        path = names(node)
        if path is None:
            raise self.refuse(node, "Name a field here, like city or insight.worth.")
        for key in (":".join(path), ":".join(path).lower()):
            known = self.fields.get(key)
            if known is not None and known.kind is Kind.DEED:
                raise self.refuse(node, f"Ask what somebody did as did('{key.removeprefix('did:')}').")
            if known is not None:
                return known
        near = get_close_matches(":".join(path).lower(), [key for key in self.fields if not key.startswith("did:")], 1)
        advice = f" Did you mean {name_of(near[0])}?" if near else ""
        raise self.refuse(node, f"There is no field of this name here, or you may not see it.{advice}")

    def _compared(self, node: exp.Expression) -> Rule:
        left, right, kind = node.this, node.args["expression"], type(node)
        if literal(left) is not None and literal(right) is None:
            left, right, kind = right, left, _FLIPPED[kind]
        field, sign = self._field(left), _SIGNS[kind]
        op = _COMPARED.get(field.kind, {}).get(sign)
        if op is None:
            raise self.refuse(node, f"“{field.label}” is compared by {_WAYS[field.kind]}.")
        denied, op = op.startswith("-"), op.removeprefix("-")
        value: Any
        if field.kind is Kind.CHOICE:
            value = [self._choice(right, field)]
        elif field.kind is Kind.YES_NO:
            if not isinstance(right, exp.Boolean):
                raise self.refuse(right, f"“{field.label}” is TRUE or FALSE.")
            op, value = ("yes" if right.this else "no"), None
        else:
            value = self._value(right, field)
            if field.kind is Kind.DATE and sign in {">=", "<="}:
                value = self._beside(right, value, -1 if sign == ">=" else 1)
        found = self._condition(node, field, op, value)
        if not denied:
            return found
        # What is not at most five is more only if it is a number at all.
        known = Condition(field.key, "filled")
        return Group("all", (known, Not(found))) if sign in {"<", ">"} and "filled" in field.operators else Not(found)

    def _beside(self, node: exp.Expression, told: Any, days: int) -> str:
        try:
            return (date.fromisoformat(told) + timedelta(days=days)).isoformat()
        except (TypeError, ValueError, OverflowError) as error:
            raise self.refuse(node, "Give a day as year-month-day, like '2026-03-31'.") from error

    def _is(self, node: exp.Is) -> Rule:
        field, what = self._field(node.this), node.expression
        if isinstance(what, exp.Null):
            return self._condition(node, field, "empty", None)
        if isinstance(what, exp.Boolean) and field.kind is Kind.YES_NO:
            return self._condition(node, field, "yes" if what.this else "no", None)
        raise self.refuse(node, f"“{field.label}” is compared by {_WAYS[field.kind]}.")

    def _value(self, node: exp.Expression, field: FilterField) -> Any:
        told = literal(node)
        if told is None:
            hint = " Texts and days stand in single quotes." if names(node) is not None else ""
            raise self.refuse(node, f"Compare “{field.label}” with a value.{hint}")
        return int(told) if field.kind is Kind.REFERENCE and told.isascii() and told.isdigit() else told

    def _choice(self, node: exp.Expression, field: FilterField) -> str:
        told = self._value(node, field)
        if field.choices is None:
            return str(told)
        choices = list(field.choices())
        if any(key == told for key, _ in choices):
            return str(told)
        for same in (str.strip, str.casefold):
            if found := [key for key, words in choices if same(words) == same(told)]:
                return found[0]
        offered = ", ".join(f"'{words}'" for _, words in choices[:12]) or "nothing yet"
        near = get_close_matches(told, [words for _, words in choices], 1)
        advice = f"Did you mean '{near[0]}'?" if near else f"There is {offered}{' and more' if choices[12:] else ''}."
        raise self.refuse(node, f"“{field.label}” has no such choice. {advice}")

    def _condition(self, node: exp.Expression, field: FilterField, op: str, value: Any) -> Condition:
        if op not in field.operators:
            known = ", ".join(one.words for one in field.operators.values())
            raise self.refuse(node, f"“{field.label}” cannot be asked this; it {known}.")
        made = Condition(field.key, op, value)
        try:
            return Condition(field.key, op, write_value(field.operators[op].shape, value_of(made, field)))
        except BadValue as error:
            raise self.refuse(node, str(error)) from error

    def _call(self, node: exp.Anonymous) -> Rule:
        name, told = node.name.lower(), node.expressions
        if name in DEEDS:
            key, op, value = deed(node, self.refuse)
            field = self.fields.get(f"did:{key}")
            if field is None:
                raise self.refuse(node, "You may not ask what customers did.")
            return self._condition(node, field, op, value)
        if name == "has_tag" and told and "tag" in self.fields:
            tag = self.fields["tag"]
            return self._condition(node, tag, "any_of", [self._choice(one, tag) for one in told])
        if name in _CALLS:
            if len(told) != 2:
                raise self.refuse(node, f"Write {name}(field, value).")
            field = self._field(told[0])
            return self._condition(node, field, _CALLS[name], self._value(told[1], field))
        near = get_close_matches(name, _KNOWN, 1)
        advice = f"Did you mean {near[0]}(…)?" if near else f"There are {', '.join(_KNOWN)}."
        raise self.refuse(node, f"There is nothing called {name}(…) here. {advice}")


def _parts(node: exp.Expression) -> list[exp.Expression]:
    """What one kind of word joins, from left to right; a thousand of them hang on each other's left."""
    kind, found = type(node), []
    while type(node) is kind:
        found.append(node.args["expression"])
        node = node.this
    return [node, *reversed(found)]


def every_name(fields: Fields) -> Iterator[str]:
    """All fields as a text names them, for whoever wants to offer them."""
    return (name_of(key) for key in fields if not key.startswith("did:"))
