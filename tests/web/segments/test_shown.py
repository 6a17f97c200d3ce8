"""What the pages of segments say."""

from __future__ import annotations

from typing import Any

import pytest

from regulars.understand.segments.models import Segment
from regulars.web.segments.shown import differences, in_words, middle


def test_what_sets_people_apart_names_their_country() -> None:
    apart = {"field": "country", "label": "Country", "value": "GB", "kind": "share", "here": 0.6, "everybody": 0.2}
    [told] = differences(Segment(portrait={"apart": [apart | {"effect": 0.9}]}), "EUR")
    assert told.sentence == "60 % live in the United Kingdom; of everybody 20 %."


@pytest.mark.parametrize(("op", "words"), [("is", "in the Netherlands"), ("is_not", "not in the Netherlands")])
def test_a_rule_names_the_country_it_asks_for(db: Any, op: str, words: str) -> None:
    assert in_words(Segment(rule={"field": "country", "op": op, "value": "NL"})) == f"Customers {words}"


def test_middle_of_a_group_is_told_in_money_and_days() -> None:
    assert middle({"orders": 2.0, "revenue": 336.8, "away": 109.0}, "EUR") == (
        "In the middle of them: 2 orders, €337 so far, the last one 109 days ago."
    )


def test_middle_of_a_group_of_one_order_is_told_in_one() -> None:
    assert middle({"orders": 1.0, "revenue": 49.9, "away": 1.0}, "GBP") == (
        "In the middle of them: 1 order, £49.90 so far, the last one yesterday."
    )
