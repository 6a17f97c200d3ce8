"""Columns of the drivers and columns of the lake."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.store.lake import schemas
from regulars.store.lake.conversion import conform, decimals, moments, ten_thousandths

kept = st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1)


@settings(deadline=None)
@given(st.lists(st.none() | kept))
def test_decimals_equal_whole_numbers_scaled(values: list[int | None]) -> None:
    made = decimals(pa.array(values, pa.int64()), schemas.MONEY)
    assert made.to_pylist() == [None if value is None else Decimal(value).scaleb(-4) for value in values]
    assert ten_thousandths(made).to_pylist() == values


def test_decimals_of_a_slice_keep_its_nulls() -> None:
    units = pa.array([1, None, 30_000, None, -5], pa.int64()).slice(1, 3)
    assert decimals(units, schemas.MONEY).to_pylist() == [None, Decimal(3), None]


def test_moments_of_both_forms_of_text() -> None:
    text = pa.array(["2026-03-02 12:00:00", "2026-03-02 12:00:00.250000", "", None])
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert moments(text).to_pylist() == [noon, noon.replace(microsecond=250_000), None, None]


def test_conform_of_no_rows_and_of_columns_without_values() -> None:
    schema = pa.schema([("id", pa.int64()), ("at", schemas.MOMENT), ("amount", schemas.MONEY)])
    nothing = pa.record_batch(
        {"id": pa.array([], pa.int64()), "at": pa.array([], pa.int64()), "amount": pa.array([], pa.string())}
    )
    assert conform(nothing, schema).to_pylist() == []
    nulls = pa.record_batch({"id": [1], "at": pa.nulls(1), "amount": pa.nulls(1, pa.int64())})
    assert conform(nulls, schema).to_pylist() == [{"id": 1, "at": None, "amount": None}]
