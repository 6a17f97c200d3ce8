"""The text form of rules: a small part of SQL's expressions, as `country = 'NO' AND did('order.completed', times => 2)`.

    city = 'Oslo'   city <> 'Oslo'   contains(city, 'os')   begins(city, 'O')   city IS NULL   city IS NOT NULL
    insight.worth >= 200   insight.orders BETWEEN 2 AND 5   field.member = TRUE   related.partner = 42
    heard < '2026-01-31'   last_days(heard, 30)   next_days(occasion.birthday, 14)
    kind = 'company'   tag IN ('vip', 'press')   has_tag('vip')   consent.newsletter = 'mail'
    did('order.completed', times => 2, days => 90, amount => 50, product => 'linen', channel => 'web')
    did('survey.answered', score >= 9, contains(text, 'slow'))   did('page.viewed', since => 'case.opened')
    first_did('order.completed', days => 30)   last_did('order.completed', older => 90)
    sequence(did('checkout.started'), did_not('order.completed', within => 1))

joined by AND, OR, NOT and parentheses. The text is read by sqlglot into a tree, and of that tree only what stands above is
taken, node by node, into the same rule the builder makes: no text ever reaches a database.
"""

from __future__ import annotations

from typing import Final

from regulars.kit.refused import Refused
from regulars.know.filters.check import Fields, check
from regulars.know.filters.rule import EVERYBODY, Rule, read_rule, read_text, write_rule
from regulars.know.filters.text_refused import TextRefused

LONGEST: Final = 8_000


def parse(text: str, fields: Fields) -> Rule:
    """The rule a text says; an empty text is everybody. Fields and values are checked. Raises TextRefused."""
    from regulars.know.filters.text_reading import Reader  # noqa: PLC0415 -- sqlglot is loaded when a text is read

    if not text.strip():
        return EVERYBODY
    if len(text) > LONGEST:
        raise TextRefused(f"This is too long: {len(text):,} characters, at most {LONGEST:,}.", text, 0, 0)
    rule = Reader(text, fields).read()
    try:
        return read_rule(write_rule(rule))
    except Refused as refused:
        raise TextRefused(" ".join(refused.errors.values()), text, 0, 0) from refused


def read_either(told: str, fields: Fields) -> Rule:
    """The rule of JSON or of the text form, whichever is told; checked. Raises Refused."""
    if not told.lstrip().startswith("{"):
        return parse(told, fields)
    return EVERYBODY if told.strip() == "{}" else check(read_text(told), fields)


def write(rule: Rule, fields: Fields) -> str:
    """The rule, which must have passed `check`, as text: `parse` gives it back in its canonical form."""
    from regulars.know.filters.text_writing import written  # noqa: PLC0415 -- the tokens of sqlglot, as above

    return written(rule, fields)
