"""Duplicates found on the engine that is set are the same on every engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from regulars.know.duplicates.finding import Found, look
from regulars.know.duplicates.matching.records import Told
from regulars.store.engine.errors import EngineError
from regulars.store.engine.linkage import Linkage, linkage_on

pytestmark = pytest.mark.engines

GIVEN = ("Anna", "Bruno", "Clara", "David", "Emma", "Felix", "Greta", "Henry", "Ida", "Jonas")
FAMILY = ("Weber", "Okafor", "Lindqvist", "Moreau", "Tanaka", "Novak", "Silva", "Haddad", "Kowalski", "Byrne")
TOWNS = ("Hull", "Leeds", "York", "Bath", "Derby")


@pytest.fixture(scope="module")
def linkage(engine: Any) -> Linkage:
    return linkage_on(engine)


@pytest.fixture(scope="module")
def found(linkage: Linkage) -> Found:
    """What a first look finds among all."""
    return look(linkage, "person", _customers())


def _customers() -> list[Told]:
    """A hundred persons, each of whom stands twice: the second time with one thing told differently."""
    told = []
    for n in range(100):
        given, family, town = GIVEN[n % 10], FAMILY[n // 10], TOWNS[n % 5]
        one = {
            "name": f"{given} {family}",
            "email": f"{given}.{family}{n}@mail-{n % 7}.example".lower(),
            "phone": f"+4420794{n:05d}",
            "city": town,
            "birthday": date(1950 + n % 50, 1 + n % 12, 1 + n % 28),
        }
        twice: dict[str, Any] = [
            one | {"name": f"{family}, {given}"},
            one | {"email": ""},
            one | {"name": f"{given[:-1]} {family}", "phone": ""},
            one | {"city": "Elsewhere", "birthday": None},
        ][n % 4]
        told += [Told(id=2 * n + 1, **one), Told(id=2 * n + 2, **twice)]
    return told


def test_the_planted_pairs_are_found_and_no_others(found: Found) -> None:
    assert sorted((pair.left, pair.right) for pair in found.pairs) == [(2 * n + 1, 2 * n + 2) for n in range(100)]
    steps = {pair.left: dict(pair.steps) for pair in found.pairs}
    assert steps[1] == {
        "given": "same", "family": "same", "email": "same", "phone": "same", "place": "city", "birthday": "same",
    }  # fmt: skip
    # What was learned, to the first place: both engines count the same pairs.
    assert found.training is not None
    assert (found.compared, round(found.training.expected_duplicates, 1)) == (19900, 100.2)


def test_new_customers_meet_everybody_and_nobody_else_is_compared_again(linkage: Linkage, found: Found) -> None:
    assert found.training is not None
    again = look(linkage, "person", _customers(), model=found.training.model, new=[199, 200])
    # 198 customers of before with each of the two, and the two with each other.
    assert again.compared == 2 * 198 + 1
    assert [(pair.left, pair.right) for pair in again.pairs] == [(199, 200)]


def test_nobody_gives_nothing(linkage: Linkage) -> None:
    found = look(linkage, "company", [])
    assert (found.pairs, found.customers, found.compared) == ([], 0, 0)


def test_failing_query_carries_its_sql(linkage: Linkage) -> None:
    linkage.hold("held", pa.table({"n": [1]}))
    with pytest.raises(EngineError) as told:
        linkage.ask("SELECT nothing FROM held")
    assert told.value.sql == "SELECT nothing FROM held"
