"""The engine finds whom a rule means: those that plain Python finds, and those that the database finds."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.know.filters.company import NOW, PEOPLE, fill, fits, with_tag_ids
from tests.know.filters.test_rules import NAMES, deed_values, rules
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


def test_everybody_is_everybody_listed(engine: Any, people: dict[int, Any]) -> None:
    assert everybody(engine, [EVERYBODY]) == [set(people)]


def test_of_nobody_nobody_is_found(engine: Any, people: dict[int, Any]) -> None:
    assert some(engine, [EVERYBODY], set()) == [set()]


def test_a_company_without_customers_has_empty_segments(engine: Any, db: None) -> None:
    asked: list[Rule] = [EVERYBODY, Condition("did:order.completed", "did", {}), Condition("insight:worth", "empty")]
    assert everybody(engine, asked) == [set(), set(), set()]
