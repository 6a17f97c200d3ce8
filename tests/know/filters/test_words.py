"""Rules in plain words."""

from __future__ import annotations

from typing import Any

import pytest
from tests.know.filters.test_rules import registry

from regulars.know.filters.check import check
from regulars.know.filters.deed_values import DEEDS
from regulars.know.filters.deed_words import VERBS
from regulars.know.filters.rule import Condition, Group, Not
from regulars.know.filters.words import spoken

BOUGHT = "did:order.completed"


def test_everything_people_do_has_words() -> None:
    assert tuple(sorted(VERBS)) == tuple(sorted(DEEDS))


@pytest.mark.parametrize(
    ("op", "deed", "words"),
    [
        ("did", None, "who bought"),
        ("did_not", None, "who never bought"),
        ("did", {"times": 2, "days": 90}, "who bought at least 2 times in the last 90 days"),
        ("did", {"times": 1, "count": "exactly", "older": 30}, "who bought exactly once longer than 30 days ago"),
        ("did_not", {"count": "at_most", "times": 2}, "not who bought at most 2 times"),
        ("did", {"from": "2026-01-01", "to": "2026-03-31", "channels": ["web", "app"]},
         "who bought by web or app from 1 January 2026 to 31 March 2026"),
        ("did", {"since": "case.opened", "product": "linen"}, "who bought “linen” since they last asked or complained"),
        ("did", {"which": "first", "days": 30}, "who bought for the first time in the last 30 days"),
        ("did", {"which": "last", "older": 90}, "who bought for the last time longer than 90 days ago"),
        ("did", {"where": [{"property": "coupon", "op": "filled"}, {"property": "total", "op": "at_least", "value": 50}]},
         "who bought with coupon told and total at least 50"),
        ("did", {"then": {"name": "order.refunded", "days": 14}}, "who bought and then returned goods within 14 days"),
        ("did_not", {"then": {"name": "review.written", "absent": True}},
         "not who bought and then did not write a review"),
    ],
)  # fmt: skip
def test_deed_is_spoken(db: None, op: str, deed: dict[str, Any] | None, words: str) -> None:
    fields = registry()
    rule = check(Condition(BOUGHT, op, deed), fields)
    assert spoken(rule, fields) == f"Customers {words}"


def test_groups_in_groups_are_spoken(db: None) -> None:
    fields = registry()
    any_of = Group("any", (Condition("city", "is", "Oslo"), Not(Condition(BOUGHT, "did"))))
    rule = check(Group("all", (Condition("kind", "any_of", ["person"]), any_of)), fields)
    assert spoken(rule, fields) == "Persons in Oslo or not who bought"
