"""Candidates come newest first in portions, however far apart in age those who match are."""

from __future__ import annotations

from itertools import chain

import pytest

from regulars.kit import moments
from regulars.know.customers.models import Customer
from regulars.know.search.candidates import containing, named

pytestmark = pytest.mark.django_db

# Across the edges of thin strata of ids (4,096 each), of thick ones (65,536), and far from both.
IDS = [1, 4_095, 4_096, 61_440, 65_535, 65_536, 131_071, 131_072, 400_000, 400_001, 404_000, 404_500]


@pytest.fixture
def spread() -> None:
    now = moments.now()
    for pk in IDS:
        name = "nuri okafor" if pk % 2 else "nuri brandt"
        told = {"name": name.title(), "name_key": name, "search_text": name, "known": True}
        Customer.objects.create(pk=pk, created_at=now, changed_at=now, **told)


@pytest.mark.parametrize("first", [1, 2, 3, 5, 12, 64])
def test_everybody_comes_once_and_newest_first(spread: None, first: int) -> None:
    odd = [pk for pk in IDS if pk % 2]
    asked = {
        "text": (containing([("nuri",)], first), IDS),
        "texts": (containing([("nuri",), ("okafor",)], first), odd),
        "word": (named([("nuri", "nura")], (), first), IDS),
        "words": (named([("nuri",), ("okafor", "okafar")], (), first), odd),
        "word and text": (named([("okafor",)], [("nuri",)], first), odd),
        "nobody": (containing([("sanchez",)], first), []),
    }
    found = {what: [one.pk for one in chain.from_iterable(portions)] for what, (portions, _) in asked.items()}
    assert found == {what: sorted(ids, reverse=True) for what, (_, ids) in asked.items()}


def test_first_portion_is_as_large_as_asked(spread: None) -> None:
    assert [one.pk for one in next(containing([("nuri",)], 3))] == [404_500, 404_000, 400_001]


@pytest.mark.parametrize("typed", ["20 7946", "20_7946", "20%7946"])
def test_a_number_is_found_as_it_is_written(typed: str) -> None:
    now = moments.now()
    told = {"name": "Studio", "name_key": f"studio {typed}", "search_text": f"studio {typed}", "known": True}
    studio = Customer.objects.create(created_at=now, changed_at=now, **told)
    found = [one.pk for portion in containing([("207946", typed)], 8) for one in portion]
    assert found == [studio.pk]
