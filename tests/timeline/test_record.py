"""Writing the record: once, exactly, by the business day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from regulars.timeline.models import Interaction
from regulars.timeline.names import Order, Product
from regulars.timeline.read import already_told
from regulars.timeline.record import Entry, UnknownName, last_id, record, withdraw

pytestmark = pytest.mark.django_db


def sale(number: str = "1", **more: Any) -> Entry:
    values: dict[str, Any] = {"name": "order.completed", "occurred_at": datetime(2026, 3, 1, 23, 30, tzinfo=UTC)}
    return Entry(**(values | {"source": "shop", "source_id": number, "channel": "shop"} | more))


def test_the_same_source_id_is_recorded_once() -> None:
    assert record(sale("1"), sale("1"), sale("2")) == 2
    assert record(sale("2")) == 0
    assert sorted(Interaction.objects.values_list("source_id", flat=True)) == ["1", "2"]


def test_the_same_id_of_another_source_is_another_line() -> None:
    assert record(sale("1"), sale("1", source="till")) == 2


def test_amounts_are_exact() -> None:
    record(sale(amount=Decimal("19.9999"), currency="EUR"))
    assert Interaction.objects.get().amount == Decimal("19.9999")


def test_the_day_is_that_of_the_business(settings: Any) -> None:
    settings.REGULARS_TIME_ZONE = "Europe/Berlin"
    record(sale())
    line = Interaction.objects.get()
    assert (line.business_day, line.occurred_at) == (date(2026, 3, 2), datetime(2026, 3, 1, 23, 30, tzinfo=UTC))


def test_what_was_told_beyond_the_vocabulary_lies_beside_and_never_over_it() -> None:
    told = Order(order_id="A", products=[Product(name="Coat", price="60")], more={"order_id": "B", "gift": True})
    record(sale(payload=told))
    assert Interaction.objects.get().properties == {
        "order_id": "A", "products": [{"name": "Coat", "price": "60"}], "gift": True,
    }  # fmt: skip


def test_an_unknown_name_stops_the_whole_batch() -> None:
    with pytest.raises(UnknownName, match=r"name: 'order\.done' is not in the vocabulary"):
        record(sale("1"), sale("2", name="order.done"))
    assert Interaction.objects.count() == 0


def test_already_told_names_the_pairs_that_are_there() -> None:
    record(sale("1"), sale("2", source="till"))
    assert already_told([("shop", "1"), ("shop", "2"), ("till", "2")]) == {("shop", "1"), ("till", "2")}


def test_withdraw_takes_back_only_the_lines_of_the_actor_in_the_range() -> None:
    record(sale("1", actor="import:1"))
    first = last_id()
    record(sale("2", actor="import:1"), sale("3", actor="import:2"))
    assert withdraw("import:1", first + 1, last_id()) == 1
    assert sorted(Interaction.objects.values_list("source_id", flat=True)) == ["1", "3"]
