"""The three planted pain points are found, and none is invented where the same visits are dealt out at random."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import ibis
import pytest
from tests.understand.journeys.story import JOURNEY, PLANTED, WINDOW, Told, interactions, orders, shuffled, story

from regulars.store.engine.connect import connect
from regulars.store.engine.tables import Tables
from regulars.store.lake import schemas
from regulars.understand.journeys.compute import draw
from regulars.understand.journeys.figures import Map, from_json, to_json

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def drawn(told: Sequence[Told], **more: Any) -> Map:
    backend = connect("duckdb")
    none = ibis.memtable(schemas.LINES.empty_table())
    tables = Tables(
        orders=ibis.memtable(orders(told)),
        lines=none,
        customers=ibis.memtable(schemas.CUSTOMERS.empty_table()),
        interactions=ibis.memtable(interactions(told)),
        version="story",
    )
    try:
        return draw(backend, tables, JOURNEY, WINDOW, now=NOW, currency="EUR", **more)
    finally:
        backend.disconnect()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_pain_points_are_all_found_and_no_others(seed: int) -> None:
    found = drawn(story(seed))
    assert {pain.key: {harm.kind for harm in pain.harms} for pain in found.pains} == PLANTED


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6])
def test_no_pain_point_is_invented_on_shuffled_visits(seed: int) -> None:
    assert drawn(shuffled(story(seed), seed)).pains == ()


def test_map_survives_its_way_as_json() -> None:
    found = drawn(story(4, 200))
    assert from_json(to_json(found)) == found
