"""Which pairs are looked at: those that share a key. A key many share is skipped, so that the work grows with the customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regulars.store.engine.linkage import Linkage

# Up to so many customers, everybody is compared with everybody: a second's work.
EVERYBODY_UP_TO = 1_500
# Pairs one key rule may bring: so many a customer, and never fewer than these, small companies being compared thoroughly.
PAIRS_A_CUSTOMER = 6
PAIRS_ANYWAY = 150_000
# No key of more customers than this is used at all.
LARGEST_BLOCK = 300


@dataclass(frozen=True, slots=True)
class Rule:
    """Customers with the same `sql` are compared. `kinds` are those of customers it is for."""

    name: str
    sql: str
    kinds: tuple[str, ...] = ("person", "company")


def _joined(*parts: str) -> str:
    """Null where one of the parts is."""
    return " || ' ' || ".join(parts)


_PERSON, _COMPANY = ("person",), ("company",)
RULES = (
    Rule("email", "email"),
    Rule("phone", "phone_end"),
    Rule("reference", "reference"),
    Rule("email name", "CASE WHEN length(email_local) >= 4 THEN email_local END"),
    Rule("domain", "email_domain", _COMPANY),
    Rule("name", "name"),
    Rule("birthday", "birthday", _PERSON),
    Rule("family and year", _joined("family", "substr(birthday, 1, 4)"), _PERSON),
    Rule("given and year", _joined("given", "substr(birthday, 1, 4)"), _PERSON),
    Rule("family and town", _joined("family", "city")),
    Rule("family and postcode", _joined("family", "postcode")),
    Rule("given and postcode", _joined("given", "postcode"), _PERSON),
    Rule("given and town", _joined("given", "city"), _PERSON),
    Rule("beginnings and town", _joined("substr(family, 1, 3)", "substr(given, 1, 2)", "city"), _PERSON),
    Rule("beginnings and birth month", _joined("substr(family, 1, 2)", "substr(birthday, 1, 7)"), _PERSON),
    Rule("address", _joined("house", "street")),
    Rule("house and postcode", _joined("house", "postcode")),
    Rule("beginning and postcode", _joined("substr(name, 1, 5)", "postcode"), _COMPANY),
)  # fmt: skip


def candidates(engine: Linkage, records: str, kind: str, customers: int, among: str = "") -> int:
    """Make the table `pairs` (match_key, join_key_l, join_key_r) from the table `records`; returns how many there are.

    With `among`, a table of `unique_id`, only pairs of which one is among them: what is new meets everybody.
    """
    if customers <= EVERYBODY_UP_TO:
        return _everybody(engine, records, among)
    rules = [rule for rule in RULES if kind in rule.kinds]
    budget = max(PAIRS_ANYWAY, PAIRS_A_CUSTOMER * customers)
    engine.make("no_pairs", "SELECT CAST(0 AS BIGINT) AS join_key_l, CAST(0 AS BIGINT) AS join_key_r WHERE false")
    parts = []
    for number, rule in enumerate(rules):
        engine.make(f"block_{number}", _blocks_sql(records, rule, budget))
        engine.make(f"found_{number}", _pairs_sql(f"block_{number}", among))
        engine.drop(f"block_{number}")
        parts.append(f"SELECT join_key_l, join_key_r FROM found_{number}")
    engine.make(
        "pairs",
        f"SELECT '0' AS match_key, join_key_l, join_key_r FROM ({' UNION ALL '.join(parts)}) AS every "
        "GROUP BY join_key_l, join_key_r",
    )
    for number in range(len(rules)):
        engine.drop(f"found_{number}")
    return int(engine.ask("SELECT count(*) AS n FROM pairs")["n"][0].as_py())


def _everybody(engine: Linkage, records: str, among: str) -> int:
    new = f"WHERE l.unique_id IN (SELECT unique_id FROM {among}) OR r.unique_id IN (SELECT unique_id FROM {among})"
    engine.make(
        "pairs",
        f"SELECT '0' AS match_key, l.unique_id AS join_key_l, r.unique_id AS join_key_r FROM {records} AS l "
        f"JOIN {records} AS r ON l.unique_id < r.unique_id {new if among else ''}",
    )
    return int(engine.ask("SELECT count(*) AS n FROM pairs")["n"][0].as_py())


def _blocks_sql(records: str, rule: Rule, budget: int) -> str:
    """(key, unique_id) of the keys that at least two share, the smallest first, while their pairs fit the budget."""
    return f"""
        WITH keyed AS (SELECT unique_id, {rule.sql} AS k FROM {records}),
        sizes AS (SELECT k, count(*) AS n FROM keyed WHERE k IS NOT NULL GROUP BY k
                  HAVING count(*) BETWEEN 2 AND {LARGEST_BLOCK}),
        by_size AS (SELECT n, count(*) * n * (n - 1) / 2 AS pairs FROM sizes GROUP BY n),
        running AS (SELECT n, sum(pairs) OVER (ORDER BY n) AS so_far FROM by_size)
        SELECT keyed.k, keyed.unique_id FROM keyed
        JOIN sizes ON sizes.k = keyed.k JOIN running ON running.n = sizes.n
        WHERE running.so_far <= {budget}"""


def _pairs_sql(blocks: str, among: str) -> str:
    if not among:
        return (
            f"SELECT l.unique_id AS join_key_l, r.unique_id AS join_key_r FROM {blocks} AS l JOIN {blocks} AS r "
            "ON l.k = r.k AND l.unique_id < r.unique_id"
        )
    return f"""
        SELECT least(l.unique_id, r.unique_id) AS join_key_l, greatest(l.unique_id, r.unique_id) AS join_key_r
        FROM {blocks} AS l JOIN {among} AS new ON new.unique_id = l.unique_id
        JOIN {blocks} AS r ON l.k = r.k AND l.unique_id <> r.unique_id"""
