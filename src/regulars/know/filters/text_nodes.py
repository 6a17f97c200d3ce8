"""What single nodes of sqlglot's tree say: names, literals, and where they stand in the text."""

from __future__ import annotations

from sqlglot import exp


def names(node: exp.Expression) -> list[str] | None:
    """The parts of a name like insight.worth; None if it is none."""
    match node:
        case exp.Column():
            parts = [node.args.get(part) for part in ("catalog", "db", "table", "this")]
            found = [part for part in parts if part is not None]
        case exp.Dot():
            before = names(node.this)
            if before is None or not isinstance(node.expression, exp.Identifier):
                return None
            return [*before, node.expression.name]
        case _:
            return None
    if not all(isinstance(part, exp.Identifier) for part in found):
        return None
    return [part.name for part in found]


def literal(node: object) -> str | None:
    """What a text in single quotes or a number says, as text; None if it is neither."""
    match node:
        case exp.Literal():
            return str(node.this)
        case exp.Neg(this=exp.Literal() as number) if not number.is_string:
            return f"-{number.this}"
        case exp.Paren():
            return literal(node.this)
        case _:
            return None


def span(node: exp.Expression) -> tuple[int, int | None]:
    """From which character to behind which a node stands; (0, None) where nothing tells."""
    told = [one.meta for one in node.walk() if "start" in one.meta]
    if not told:
        return 0, None
    return min(meta["start"] for meta in told), max(meta["end"] for meta in told) + 1
