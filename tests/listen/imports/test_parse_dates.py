"""Dates as people and programs write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.listen.imports.layout import DateOrder
from regulars.listen.imports.parse_dates import moments


def at(*parts: int) -> datetime:
    """A moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def _read(text: str, order: DateOrder = "dmy", time_zone: str = "UTC") -> datetime | None:
    return moments(pa.array([text]), order=order, time_zone=time_zone)[0].as_py()


@pytest.mark.parametrize(
    ("text", "order", "value"),
    [
        ("2024-03-04", "dmy", at(2024, 3, 4)),
        ("2024/3/4 5:06", "mdy", at(2024, 3, 4, 5, 6)),
        ("2024-03-04 10:11:12.123456", "ymd", at(2024, 3, 4, 10, 11, 12, 123456)),
        ("2024-03-04T10:00:00Z", "dmy", at(2024, 3, 4, 10)),
        ("2024-03-04T10:00:00+02:00", "dmy", at(2024, 3, 4, 8)),
        ("2024-03-04 10:00:00 -0330", "dmy", at(2024, 3, 4, 13, 30)),
        ("2024-03-04 10:00:00 UTC", "dmy", at(2024, 3, 4, 10)),
        ("04.03.2024 14:05", "dmy", at(2024, 3, 4, 14, 5)),
        ("4.3.24", "dmy", at(2024, 3, 4)),
        ("3/4/2024 2:05 PM", "mdy", at(2024, 3, 4, 14, 5)),
        ("3/4/2024 12:05 am", "mdy", at(2024, 3, 4, 0, 5)),
        ("20240304", "dmy", at(2024, 3, 4)),
        ("1709560000", "dmy", at(2024, 3, 4, 13, 46, 40)),
        ("1709560000000", "dmy", at(2024, 3, 4, 13, 46, 40)),
        ("4 March 2024", "mdy", at(2024, 3, 4)),
        ("4. März 2024", "dmy", at(2024, 3, 4)),
        ("4 de marzo de 2024", "dmy", at(2024, 3, 4)),
        ("1er février 2024", "dmy", at(2024, 2, 1)),
        ("Mar 4, 2024 10:00 AM", "dmy", at(2024, 3, 4, 10)),
        ("Mon, 04 Mar 2024 10:00:00 +0000", "dmy", at(2024, 3, 4, 10)),
        ("4-Mar-24", "dmy", at(2024, 3, 4)),
    ],
)
def test_date_as_written(text: str, order: DateOrder, value: datetime) -> None:
    assert _read(text, order) == value


@pytest.mark.parametrize(
    "text",
    [
        "31.02.2024",
        "29.02.2023",
        "00.01.2024",
        "04/13/2024",
        "2024-13-01",
        "12:30",
        "soon",
        "2024-01-01 25:00",
        "4 Foo 2024",
    ],
)
def test_what_is_no_date_becomes_null(text: str) -> None:
    assert _read(text) is None


def test_time_without_zone_is_of_the_business() -> None:
    assert _read("04.07.2024 12:00", time_zone="Europe/Berlin") == at(2024, 7, 4, 10)


def test_hour_that_summer_time_skips_or_repeats_is_still_a_moment() -> None:
    assert _read("2024-03-31 02:30", time_zone="Europe/Berlin") == at(2024, 3, 31, 1)
    assert _read("2024-10-27 02:30", time_zone="Europe/Berlin") == at(2024, 10, 27, 0, 30)


EARLIEST, LATEST = at(1900, 1, 1).replace(tzinfo=None), at(2199, 12, 31).replace(tzinfo=None)
_FORMS = {"dmy": "%d/%m/%Y %H:%M:%S", "mdy": "%m/%d/%Y %H:%M:%S", "ymd": "%Y-%m-%d %H:%M:%S"}


@given(st.lists(st.datetimes(EARLIEST, LATEST), min_size=1), st.sampled_from(sorted(_FORMS)))
def test_date_written_in_any_order_is_read_back(values: list[datetime], order: DateOrder) -> None:
    whole = [value.replace(microsecond=0) for value in values]
    read = moments(pa.array([value.strftime(_FORMS[order]) for value in whole]), order=order, time_zone="UTC")
    assert read.to_pylist() == [value.replace(tzinfo=UTC) for value in whole]
