"""Values as the drivers want them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.kit.sql_values import among, day, json_text, moment


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 -- hypothesis adds the zone
def test_a_moment_on_sqlite_is_the_text_django_writes(value: datetime) -> None:
    assert moment(value, "sqlite") == str(value.replace(tzinfo=None))


def test_a_moment_of_another_zone_is_turned_to_utc() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert moment(noon, "sqlite") == "2026-03-01 10:00:00"
    assert moment(noon, "postgresql") is noon


def test_a_day_is_text_on_sqlite_only() -> None:
    assert day(date(2026, 3, 1), "sqlite") == "2026-03-01"
    assert day(date(2026, 3, 1), "postgresql") == date(2026, 3, 1)
    assert day(None, "sqlite") is None


def test_a_condition_takes_one_parameter_however_many_values() -> None:
    assert among("id", [1, 2], "sqlite") == ("id IN (SELECT value FROM json_each(%s))", ["[1,2]"])
    assert among("id", {3}, "postgresql") == ("id = ANY(%s)", [[3]])


def test_decimals_keep_their_digits_in_json() -> None:
    assert json_text({"a": Decimal("19.90")}) == '{"a":"19.90"}'
