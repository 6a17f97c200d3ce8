"""Filling a home with the demo, and what the numbers then say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from regulars.demo import actions
from regulars.demo.actions import Filled, NotEmpty, fill
from regulars.know.customers.actions import create_customer
from regulars.know.customers.models import Customer
from regulars.know.identities.models import Identity
from regulars.timeline.models import Interaction

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_a_home_is_filled_once(home: Path) -> None:
    seen: list[tuple[int, int]] = []
    filled = fill(60, 3, TODAY, lambda told, of: seen.append((told, of)))
    count = Interaction.objects.count()
    assert seen[-1] == (filled.calls, filled.calls)
    assert fill(60, 3, TODAY) == Filled(0, already=True)
    assert Interaction.objects.count() == count


def test_the_demo_goes_through_the_door_of_everybody(home: Path) -> None:
    filled = fill(60, 3, TODAY)
    told = Interaction.objects.filter(source="unfold-shop")
    assert told.count() == filled.calls + 1
    assert told.get(name="initiative.started").business_day.isoformat() == "2025-07-01"
    # Twelve wrote a second time, from another address.
    assert Customer.objects.filter(known=True, kind="person", merged_into=None).count() == 60 + 12
    assert Identity.objects.filter(kind="external").count() == 60


def test_a_filling_that_was_cut_off_goes_on_without_doubles(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = len(list(actions.Lives(60, 3, TODAY).calls()))
    monkeypatch.setattr(actions, "_BATCH", 200)

    def cut(told: int, _: int) -> None:
        if told >= 400:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(60, 3, TODAY, cut)
    assert 400 <= Interaction.objects.count() < whole
    # Asked for something else meanwhile: what was begun is finished first.
    assert fill(999, 9).already is False
    assert Interaction.objects.filter(source="unfold-shop").count() == whole + 1


def test_a_home_with_customers_of_its_own_is_left_alone(home: Path) -> None:
    create_customer({"name": "Ann"}, actor="user:1")
    with pytest.raises(NotEmpty, match="holds data of its own"):
        fill(60, 3, TODAY)
    assert (Customer.objects.count(), (home / "demo.json").exists()) == (1, False)


def test_the_metrics_find_the_planted_shares(home: Path) -> None:
    import ibis

    from regulars.demo.story import CHANGE, MONTHS, TRUTH
    from regulars.understand.metrics.months import customer_months, shares

    fill(1500, 3, TODAY)
    kinds = {"order.completed": "sale", "order.refunded": "return"}
    rows: list[dict[str, Any]] = [
        {
            "customer_id": line.customer_id, "document": str(line.pk), "kind": kinds[line.name], "day": line.business_day,
            "amount": line.amount, "units": 1, "currency": line.currency,
        }
        for line in Interaction.objects.filter(name__in=kinds)
    ]  # fmt: skip
    types = {
        "customer_id": "int64", "document": "string", "kind": "string", "day": "date", "amount": "decimal(18,4)",
        "units": "decimal(18,3)", "currency": "string",
    }  # fmt: skip
    orders = ibis.memtable(rows, schema=ibis.schema(types))
    months = shares(customer_months(orders, TODAY.date(), "EUR"), TODAY.date()).execute().to_dict("records")
    # Months that are over, in the two halves of the story: more than a thousand buyers each.
    for after, span in ((False, range(CHANGE)), (True, range(CHANGE, MONTHS - 4))):
        buyers = sum(months[n]["buyers"] for n in span)
        for counted, planted in (("bought_again", TRUTH.bought_again), ("sent_back", TRUTH.sent_back)):
            found = sum(months[n][counted] for n in span) / buyers
            error = (planted[after] * (1 - planted[after]) / buyers) ** 0.5
            assert found == pytest.approx(planted[after], abs=1.96 * error)
