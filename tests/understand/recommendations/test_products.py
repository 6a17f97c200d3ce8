"""What is told of products: read, refused, kept."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.access.acting import NOBODY, acting_as
from regulars.kit.refused import Refused
from regulars.understand.recommendations.product_fields import read_product
from regulars.understand.recommendations.reasons import percent, span


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({"stock": " 1 200 "}, {"stock": 1200}),
        ({"stock": ""}, {"stock": None}),
        ({"stock": "3.0"}, {"stock": 3}),
        ({"stock": -2}, {"stock": -2}),
        ({"margin": "35 %"}, {"margin": 0.35}),
        ({"margin": "0,35"}, {"margin": 0.35}),
        ({"margin": 35}, {"margin": 0.35}),
        ({"margin": None}, {"margin": None}),
        ({"withdrawn": "Discontinued"}, {"withdrawn": True}),
        ({"withdrawn": ""}, {"withdrawn": False}),
        ({}, {}),
    ],
)
def test_what_is_told_is_read(told: dict[str, Any], read: dict[str, Any]) -> None:
    assert read_product(told) == read


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"stock": "1.5"}, "stock"), ({"stock": "nan"}, "stock"), ({"stock": "9" * 30}, "stock"),
        ({"margin": "-1"}, "margin"), ({"margin": "101"}, "margin"), ({"margin": "much"}, "margin"),
        ({"withdrawn": "perhaps"}, "withdrawn"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(told: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        read_product(told)
    assert list(refused.value.errors) == [field]


@given(st.dictionaries(st.sampled_from(["stock", "margin", "withdrawn", "name", "price"]), st.text(max_size=12)))
def test_any_text_is_read_or_refused(told: dict[str, str]) -> None:
    read: dict[str, Any] = {}
    with suppress(Refused):
        read = read_product(told, new=True)
    assert read.get("margin") is None or 0 <= read["margin"] <= 1


def test_nobody_tells_anything() -> None:
    from django.core.exceptions import PermissionDenied

    from regulars.understand.recommendations.actions import edit_product, exclude, include, tell_products

    with acting_as(NOBODY):
        for act in (
            lambda: tell_products([], actor="x"), lambda: exclude("name", "x", actor="x"), lambda: include(1, actor="x"),
            lambda: edit_product(1, {}, actor="x"),
        ):  # fmt: skip
            with pytest.raises(PermissionDenied):
                act()


def test_spans_and_shares_are_said_as_people_say_them() -> None:
    assert [span(days) for days in (1, 9, 14, 45, 99, 152)] == [
        "1 day",
        "9 days",
        "2 weeks",
        "6 weeks",
        "14 weeks",
        "5 months",
    ]
    assert [percent(*of) for of in ((0, 10), (1, 1000), (38, 100))] == ["0 %", "less than 1 %", "38 %"]
