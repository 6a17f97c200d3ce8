"""Data sets whose duplicates are known, through the program's own path."""

from __future__ import annotations

from itertools import combinations

import pytest
from bench.known_pairs import DataSet, fake_1000, febrl

from regulars.know.duplicates.finding import Found, look
from regulars.know.duplicates.matching.groups import mergeable
from regulars.know.duplicates.matching.records import references
from regulars.store.engine.linkage import open_linkage


def _look(data: DataSet) -> Found:
    with open_linkage() as engine:
        return look(engine, "person", data.told, references=references(one.traits for one in data.told))


def _f1(found: Found, data: DataSet) -> float:
    pairs = {(pair.left, pair.right) for pair in found.pairs}
    return 2 * len(pairs & data.truth) / (len(pairs) + len(data.truth))


def _false(found: Found, data: DataSet) -> tuple[int, int]:
    sure = {(pair.left, pair.right) for pair in found.pairs if pair.score >= 0.9999}
    alone = {pair for group in mergeable("person", found.pairs, 0.9999) for pair in combinations(group, 2)}
    return len(sure - data.truth), len(alone - data.truth)


FAKE = fake_1000()
SETS = [(febrl(1), 0.97), *([(FAKE, 0.88)] if FAKE else [])]


@pytest.mark.parametrize(("data", "least"), SETS, ids=[data.name for data, _ in SETS])
def test_duplicates_are_found_and_nothing_joined_wrongly(data: DataSet, least: float) -> None:
    found = _look(data)
    assert (_f1(found, data) >= least, _false(found, data)) == (True, (0, 0))
