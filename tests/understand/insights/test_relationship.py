"""The relationship of each customer beside their insights: written, moved with its line, and computed anew of a few only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.understand.told import days_before, look

from regulars.kit import moments
from regulars.know.identities.actions import add_customer
from regulars.store.engine.connect import connect
from regulars.timeline.describe import describe
from regulars.timeline.models import Interaction
from regulars.understand.insights import jobs
from regulars.understand.insights.models import CustomerInsight, Forecast
from regulars.understand.insights.reasons import reason, why_related

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 3, 1)
# Every fourth week of a year; on the phone, in the shop and by mail.
OFTEN = [
    (1, "order.completed", day, ("web", "phone", "mail")[place % 3])
    for place, day in enumerate(days_before(AS_OF, *range(5, 365, 28)))
]
SILENT = [(2, "page.viewed", day) for day in days_before(AS_OF, 300, 320)]
GLAD = (1, "survey.answered", days_before(AS_OF, 9)[0], "survey", "in", {"scale": "nps", "score": 10})
ANGRY = [
    (1, "survey.answered", day, "survey", "in", {"scale": "nps", "score": 0, "text": "awful"})
    for day in days_before(AS_OF, 1, 2, 3, 4)
]


def refresh(lines: Any, known: Any = (1, 2), as_of: date = AS_OF, version: str = "g1/0.1", **more: Any) -> int:
    return jobs.refresh(connect(), look(lines, known=known, version=version, **more), as_of, "EUR").rows


def told() -> dict[int, tuple[Any, ...]]:
    rows = CustomerInsight.objects.order_by("customer_id")
    return {row.pk: (row.relationship, row.heading, row.weeks, row.channels, row.orders) for row in rows}


def test_who_came_is_called_something_whether_or_not_they_bought() -> None:
    assert refresh([*OFTEN, *SILENT, GLAD]) == 2
    assert told() == {1: ("friend", "steady", 14, 4, 0), 2: ("distant", "steady", 2, 1, 0)}
    # In rhythm, in more than 12 weeks, by 4 ways; 13 talks begun to none of ours: 0.2 + 0.8 (0.6 + 0.2 + 0.2 * 14 / 15).
    one = CustomerInsight.objects.get(pk=1)
    assert (one.closeness, one.sentiment, one.heard_day) == (100, 65, date(2026, 2, 24))
    assert why_related(one)[0] == "Came in 14 of the last 52 weeks, by 4 ways; the last time on 24 February 2026."


def test_visitors_nobody_knows_are_called_nothing() -> None:
    refresh([*OFTEN, *SILENT], known=(2,))
    assert list(told()) == [2]


def test_move_leaves_its_line_and_a_first_look_does_not() -> None:
    customer = add_customer({"name": "Ada"}, actor="house")
    lines = [(customer.pk, *line[1:]) for line in OFTEN]
    refresh(lines, [customer.pk])
    assert Interaction.objects.filter(name="relationship.changed").count() == 0
    angry = [*lines, *((customer.pk, *line[1:]) for line in ANGRY)]
    assert jobs.refresh_all(connect(), look(angry, known=[customer.pk]), AS_OF, "EUR") == 1
    row = CustomerInsight.objects.get(pk=customer.pk)
    assert (row.relationship, row.relationship_before, row.relationship_since) == ("enemy", "warm", AS_OF)
    [line] = Interaction.objects.filter(name="relationship.changed")
    assert (line.customer_id, line.direction, line.properties["changes"]) == (
        customer.pk, "", {"relationship": ["warm", "enemy"]},
    )  # fmt: skip
    assert str(describe(line)) == "Their relationship with us went from warm to enemy"
    # Nothing new: nothing written, and no second line.
    assert jobs.refresh_all(connect(), look(angry, known=[customer.pk]), AS_OF, "EUR") == 0
    assert Interaction.objects.filter(name="relationship.changed").count() == 1


def test_same_look_at_the_lake_is_not_computed_twice() -> None:
    refresh([*OFTEN, *SILENT])
    assert refresh([], version="g1/0.1") == 0
    assert list(told()) == [1, 2]


def test_only_those_heard_of_are_computed_anew() -> None:
    crowd = [(pk, "page.viewed", days_before(AS_OF, 40)[0]) for pk in range(3, 30)]
    long_ago = datetime(2025, 1, 1, tzinfo=UTC)
    refresh([*OFTEN, *SILENT, *crowd], range(1, 30), recorded=long_ago)
    CustomerInsight.objects.filter(pk=5).update(weeks=44)
    fitted = Forecast.objects.get().fitted_at
    # Of everybody in the lake, only these lines were recorded lately: customer 5, whom nobody heard of, stays as it is.
    news = look([*OFTEN, *SILENT, *crowd], known=range(1, 30), version="g1/0.2", recorded=long_ago)
    lately = look([(2, "page.viewed", AS_OF)], recorded=moments.now())
    rows = news.interactions.union(lately.interactions.mutate(id=lately.interactions.id + 1000))
    assert jobs.refresh(connect(), replace(news, interactions=rows), AS_OF, "EUR") == (1, (2,))
    assert (told()[2][2], told()[5][2], Forecast.objects.get().fitted_at) == (3, 44, fitted)
    # The day's turn takes everybody.
    anew = jobs.refresh(connect(), news, AS_OF + timedelta(days=1), "EUR")
    assert (anew.rows >= 1, anew.among) == (True, None)
    assert told()[5][2] == 1


def test_merge_among_the_news_takes_everybody() -> None:
    refresh([*OFTEN, *SILENT])
    CustomerInsight.objects.filter(pk=2).update(weeks=44)
    merged = [*OFTEN, *SILENT, (1, "customer.merged", AS_OF, "house", "")]
    refresh(merged, version="g1/0.2", recorded=moments.now())
    assert told()[2][2] == 2


def test_outdated_is_another_look_and_other_terms() -> None:
    assert jobs.is_outdated("g1/0.1")
    refresh(OFTEN)
    assert (jobs.is_outdated("g1/0.1"), jobs.is_outdated("g1/0.2")) == (False, True)


def test_reason_is_made_of_what_is_kept() -> None:
    row = CustomerInsight(
        customer_id=1, orders=5, revenue=50, first_day=date(2025, 1, 1), last_day=date(2025, 3, 2), as_of=AS_OF, why=5,
    )  # fmt: skip
    assert reason(row) == "5 orders, about every 15 days, the last on 2 March 2025: silent for far longer than usual."


def test_silent_is_said_only_of_who_is_late() -> None:
    told = {"orders": 3, "revenue": 50, "first_day": date(2026, 1, 1), "last_day": date(2026, 2, 10), "as_of": AS_OF}
    row = CustomerInsight(customer_id=1, why=5, **told)
    assert reason(row) == (
        "3 orders, about every 20 days, the last on 10 February 2026: not late, but many here leave after any order."
    )


def test_codes_of_why_are_those_of_the_models() -> None:
    from regulars.understand.insights import reasons
    from regulars.understand.predictions.outlook import Why

    known = (reasons._ONCE, reasons._ONCE_LONG_AGO, reasons._IN_RHYTHM, reasons._LATE, reasons._SILENT)
    assert known == (Why.ONCE, Why.ONCE_LONG_AGO, Why.IN_RHYTHM, Why.LATE, Why.SILENT)
