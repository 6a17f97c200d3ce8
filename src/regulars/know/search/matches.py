"""Whether a customer's texts match, by what, and how well. What whoever acts may not see does not count."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from regulars.kit.folding import fold
from regulars.know.customers.models import Customer
from regulars.know.search.wanted import begins_word

Groups = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Why:
    """What matched when it was not the name: `before` + `match` + `after` is the value, `match` the part that was typed."""

    what: str
    before: str
    match: str = ""
    after: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.before}{self.match}{self.after}"


@dataclass(frozen=True, slots=True)
class Line:
    """One text a customer is found by: what it is (`hides` names the fields that hide it), folded, and as shown."""

    what: str
    hides: frozenset[str]
    text: str
    shown: str


_NAME = "Name"


def lines_of(customer: Customer) -> list[Line]:
    """The lines of the search text, told apart."""
    digits = "".join(c for c in customer.phone if c.isdecimal())
    name, email, city = fold(customer.name), fold(customer.email), fold(customer.city)
    lines = []
    for text in customer.search_text.split("\n"):
        rest = text[1:]
        if text == name:
            lines.append(Line(_NAME, frozenset(), text, customer.name))
        elif text == email:
            lines.append(Line("E-mail", frozenset({"email"}), text, customer.email))
        elif text == digits:
            lines.append(Line("Phone", frozenset({"phone"}), text, customer.phone))
        elif text == city:
            lines.append(Line("Town", frozenset({"city"}), text, customer.city))
        elif text.startswith("="):
            lines.append(Line("Field", frozenset({"field:"}), rest, rest))
        elif "@" in rest:
            lines.append(Line("E-mail", frozenset({"email"}), rest, rest))
        elif rest.startswith("+") and rest[1:].isdecimal():
            lines.append(Line("Phone", frozenset({"phone"}), rest, rest))
        elif text.startswith("#"):
            lines.append(Line("Id", frozenset(), rest, rest))
    return lines


def seen_lines(customer: Customer, hidden: Collection[str]) -> list[Line]:
    """Those lines that somebody from whom these fields are hidden may find a customer by.

    Lines of own fields do not say of which; where any own field is hidden, none counts.
    """
    if not hidden:
        return lines_of(customer)
    names = {"field:" if name.startswith("field:") else name for name in hidden}
    return [line for line in lines_of(customer) if not line.hides & names]


def matches(lines: Sequence[Line], groups: Groups, short: Sequence[str]) -> tuple[bool, Why | None]:
    """Whether each group has a text in some line and each short word begins one of the name's; and by what, if not the name."""
    names = [line.text for line in lines if line.what == _NAME]
    for word in short:
        if not any(begins_word(word, name) for name in names):
            return False, None
    why = None
    for group in groups:
        if any(text in name for text in group for name in names):
            continue
        by = next(((line, text) for line in lines for text in group if text in line.text), None)
        if by is None:
            return False, None
        why = why or _why(*by)
    return True, why


def _why(line: Line, text: str) -> Why:
    at = fold(line.shown).find(text)
    if at < 0 or len(fold(line.shown)) != len(line.shown):
        return Why(line.what, line.shown)
    return Why(line.what, line.shown[:at], line.shown[at : at + len(text)], line.shown[at + len(text) :])


def how_well(customer: Customer, text: str, words: Sequence[str]) -> int:
    """0 for the very name, then names that begin so, names whose words do, names that hold it, and the rest."""
    name = fold(customer.name)
    if name == text:
        return 0
    if name.startswith(text):
        return 1
    if all(f" {word}" in f" {name}" for word in words):
        return 2
    return 3 if all(word in name for word in words) else 4
