"""did(…), first_did(…), last_did(…), did_not(…) and sequence(…) of the text form, as the JSON a rule keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any, Final

from sqlglot import exp

from regulars.know.filters import deed_values
from regulars.know.filters.text_nodes import literal, names

Refuse = Callable[[exp.Expression, str], Exception]
DEEDS: Final = ("did", "did_not", "first_did", "last_did", "sequence")
# How an argument is called in the text -> in the rule.
_SORT: Final = {"amount": "amount", "product": "product", "channel": "channels"}
_WINDOW: Final = {
    "times": "times", "at_most": "times", "exactly": "times", "days": "days", "older": "older", "first_day": "from",
    "last_day": "to", "since": "since",
}  # fmt: skip
_SIGNS: Final[dict[type[exp.Expression], str]] = {exp.EQ: "is", exp.GTE: "at_least", exp.LTE: "at_most"}


def deed(node: exp.Anonymous, refuse: Refuse) -> tuple[str, str, dict[str, Any]]:
    """(the name of what was done, the operator, its value). Raises what `refuse` gives."""
    called = node.name.lower()
    if called != "sequence":
        name, told = _one(node, refuse, _SORT | _WINDOW)
        if called in {"first_did", "last_did"}:
            told["which"] = called.removesuffix("_did")
        return name, "did_not" if called == "did_not" else "did", told
    parts = node.expressions
    if len(parts) < 2:
        raise refuse(node, "Write sequence(did('…'), did('…', within => 7)).")
    for i, part in enumerate(parts):
        if not isinstance(part, exp.Anonymous) or part.name.lower() not in ("did", "did_not")[: 1 + (i > 0)]:
            raise refuse(part, "A sequence begins with did(…) and goes on with did(…) or did_not(…).")
    name, told = _one(parts[0], refuse, _SORT | _WINDOW)
    before = told
    for part in parts[1:]:
        after, step = _one(part, refuse, _SORT | {"within": "days"})
        before["then"] = {"name": after, **step} | ({"absent": True} if part.name.lower() == "did_not" else {})
        before = before["then"]
    return name, "did", told


def _one(node: exp.Anonymous, refuse: Refuse, known: dict[str, str]) -> tuple[str, dict[str, Any]]:
    first, *rest = node.expressions or [None]
    name = literal(first)
    if name not in deed_values.DEEDS:
        near = get_close_matches(str(name), deed_values.DEEDS, 1)
        advice = f"Did you mean '{near[0]}'?" if near else f"There are {', '.join(deed_values.DEEDS)}."
        raise refuse(node if first is None else first, f"Name what was done, as the timeline does. {advice}")
    told: dict[str, Any] = {}
    for part in rest:
        if isinstance(part, exp.Kwarg):
            for key, value in _argument(part, refuse, known):
                if key in told:
                    raise refuse(part, "This is said twice.")
                told[key] = value
        else:
            told.setdefault("where", []).append(_property(part, refuse))
    return name, told


def _argument(part: exp.Kwarg, refuse: Refuse, known: dict[str, str]) -> Iterator[tuple[str, Any]]:
    said = part.this.name.lower()
    if said not in known:
        near = get_close_matches(said, known, 1)
        advice = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
        raise refuse(part, f"“{said}” is nothing to give here. {advice}")
    value: Any
    if said == "channel" and isinstance(part.expression, exp.Tuple):
        value = [literal(one) for one in part.expression.expressions]
    else:
        value = literal(part.expression)
    if value is None or (isinstance(value, list) and None in value):
        raise refuse(part, "Give a number, or a text in single quotes.")
    if said in {"at_most", "exactly"}:
        yield "count", said
    yield known[said], [value] if said == "channel" and not isinstance(value, list) else value


def _property(node: exp.Expression, refuse: Refuse) -> dict[str, Any]:
    """A comparison of the payload: score >= 9, contains(text, 'slow'), coupon IS NOT NULL."""
    advice = "Ask of the payload as score >= 9, plan = 'pro', contains(text, 'slow') or coupon IS NOT NULL."
    told: Any = None
    match node:
        case exp.Not(this=exp.Is(this=what, expression=exp.Null())):
            op = "filled"
        case exp.Anonymous() if node.name.lower() == "contains" and len(node.expressions) == 2:
            what, told = node.expressions
            op = "contains"
        case (
            exp.EQ(this=what, expression=told)
            | exp.GTE(this=what, expression=told)
            | exp.LTE(this=what, expression=told)
        ):
            op = _SIGNS[type(node)]
        case _:
            raise refuse(node, advice)
    path = names(what)
    value = str(told.this).lower() if isinstance(told, exp.Boolean) else literal(told)
    if path is None or (told is not None and value is None):
        raise refuse(node, advice)
    return {"property": ".".join(path), "op": op} | ({} if value is None else {"value": value})
