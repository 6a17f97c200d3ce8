"""The engine finds whom a rule means: those that plain Python finds, and those that the database finds."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.know.filters.company import NOW, PEOPLE, Done, Person, ago, fill, fits, with_tag_ids
from tests.know.filters.test_rules import NAMES, deed_values, found, rules
from tests.understand.segments.company import lines

from regulars.know.filters.field import Moment
from regulars.know.filters.rule import EVERYBODY, Condition, Rule
from regulars.understand.segments.evaluate import of_everybody, of_some
from regulars.understand.segments.filter_fields import all_fields

pytestmark = [pytest.mark.engines, pytest.mark.django_db]

# Spark takes a second for what DuckDB does in a twentieth: it is asked fewer rounds, each of as many rules.
SPARK = os.environ.get("REGULARS_TEST_ENGINE") == "spark"
ROUNDS = 2 if SPARK else 60
QUIET = settings(max_examples=ROUNDS, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def people(db: None) -> dict[int, Any]:
    return fill()


def everybody(engine: Any, asked: list[Rule]) -> list[set[int]]:
    numbered = {number: with_tag_ids(rule) for number, rule in enumerate(asked)}
    found = of_everybody(numbered, all_fields(), Moment(NOW), engine, lines(engine))
    return [set(found[number].tolist()) for number in numbered]


def some(engine: Any, asked: list[Rule], ids: set[int]) -> list[set[int]]:
    numbered = {number: with_tag_ids(rule) for number, rule in enumerate(asked)}
    found = of_some(numbered, all_fields(), Moment(NOW), engine, ids)
    return [set(found[number].tolist()) for number in numbered]


@given(asked=st.lists(rules(), min_size=1, max_size=8))
@QUIET
def test_engine_finds_whom_plain_python_finds(engine: Any, people: dict[int, Any], asked: list[Rule]) -> None:
    expected = [{pk for pk, one in people.items() if fits(rule, one)} for rule in asked]
    assert everybody(engine, asked) == expected


@given(asked=st.lists(st.tuples(NAMES, deed_values()), min_size=1, max_size=8))
@QUIET
def test_engine_finds_who_did_what_plain_python_finds(
    engine: Any, people: dict[int, Any], asked: list[tuple[str, dict[str, Any]]]
) -> None:
    conditions = [Condition(f"did:{name}", "did", deed) for name, deed in asked]
    expected = [{pk for pk, one in people.items() if fits(rule, one)} for rule in conditions]
    assert everybody(engine, list(conditions)) == expected


@given(asked=st.lists(rules(), min_size=1, max_size=8), chosen=st.sets(st.integers(0, len(PEOPLE) - 1)))
@QUIET
def test_of_some_the_same_is_found_as_of_everybody(
    engine: Any, people: dict[int, Any], asked: list[Rule], chosen: set[int]
) -> None:
    ids = {pk for i, pk in enumerate(people) if i in chosen}
    assert some(engine, asked, ids) == [found & ids for found in everybody(engine, asked)]


# What would end a text, a statement or a line of SQL, or stand for anything, were it read as SQL.
EVIL = (
    "'; DROP TABLE customers_customer; --", '"; DELETE FROM timeline_interaction; --', "' OR '1'='1", "/* a */ -- b",
    "\\' OR ''='", "$$; $1 %s %(a)s {0} ?", "`c`; # d", "%_%", "e UNION SELECT 1;",
)  # fmt: skip


def test_a_text_that_looks_like_sql_finds_the_one_who_has_it(engine: Any, db: None) -> None:
    told = [
        Person(
            f"Number {place}",
            city=evil,
            deeds=(Done("order.completed", ago(3), "10", evil), Done("page.viewed", ago(2), told={"plan": evil})),
        )
        for place, evil in enumerate(EVIL)
    ]
    ids = list(fill((*told, Person("Nobody", city="Hull", deeds=(Done("page.viewed", ago(2), told={"plan": "a"}),)))))
    expected, asked = [], []
    for pk, evil in zip(ids, EVIL, strict=False):
        plan = [{"property": "plan", "op": "is", "value": evil}]
        rules_of_one = [
            Condition("city", "is", evil),
            Condition("city", "contains", evil),
            Condition("did:order.completed", "did", {"product": evil}),
            Condition("did:page.viewed", "did", {"where": plan}),
            Condition("did:page.viewed", "did", {"where": [plan[0] | {"op": "contains"}]}),
            Condition("did:page.viewed", "did", {"where": plan, "count": "exactly", "times": 1}),
            Condition("did:order.completed", "did", {"product": evil, "then": {"name": "page.viewed", "where": plan}}),
        ]
        asked += rules_of_one
        expected += [{pk}] * len(rules_of_one)
    assert [found(rule) for rule in asked] == expected
    assert everybody(engine, list(asked)) == expected


def test_everybody_is_everybody_listed(engine: Any, people: dict[int, Any]) -> None:
    assert everybody(engine, [EVERYBODY]) == [set(people)]


def test_of_nobody_nobody_is_found(engine: Any, people: dict[int, Any]) -> None:
    assert some(engine, [EVERYBODY], set()) == [set()]


def test_a_company_without_customers_has_empty_segments(engine: Any, db: None) -> None:
    asked: list[Rule] = [EVERYBODY, Condition("did:order.completed", "did", {}), Condition("insight:worth", "empty")]
    assert everybody(engine, asked) == [set(), set(), set()]
