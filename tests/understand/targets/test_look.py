"""Alerts raised once with their reason, closed when they are over; targets followed to their day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import ibis
import pyarrow as pa
import pytest
from django.core.exceptions import PermissionDenied
from tests.understand.look import _table as look_table
from tests.understand.look import tables

from regulars.access.acting import NOBODY, acting_as
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.store.engine.connect import connect
from regulars.store.engine.tables import Tables
from regulars.timeline.models import Interaction
from regulars.understand.metrics.window import add_months
from regulars.understand.scoreboard.board import Board, to_json
from regulars.understand.scoreboard.compute import compute
from regulars.understand.scoreboard.jobs import keep
from regulars.understand.targets import jobs, queries
from regulars.understand.targets.actions import change_target, put_aside, remove_target, set_target
from regulars.understand.targets.models import Alert, MonthLooked, Target

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)
GERMANS, FRENCH = range(1, 41), range(41, 81)


@cache
def company(last: int = 40, *, months: int = 13) -> Tables:
    """Every month 40 Germans and about 40 French buy once; in the last month (February 2026) only `last` French."""
    orders = []
    for place in range(months):
        first = add_months(date(2026, 2, 1), place - months + 1)
        french = last if place == months - 1 else 40 - place % 4
        buyers = [*GERMANS, *list(FRENCH)[:french]]
        orders += [(person, first.replace(day=1 + person % 27), "sale", "10") for person in buyers]
    made = tables(orders)
    people = [(pk, "DE" if pk in GERMANS else "FR") for pk in [*GERMANS, *FRENCH]]
    rows = pa.table({"id": [pk for pk, _ in people], "country": [home for _, home in people]})
    return replace(made, customers=ibis.memtable(rows))


# A company and the day -> what its scoreboard says: tests look at the same few again and again.
_boards: dict[tuple[int, date], tuple[Tables, Board]] = {}


def board(of: Tables, today: date = TODAY) -> Board:
    if (id(of), today) not in _boards:
        asked = compute(connect(), of, today=today, now=NOW, currency="EUR")
        assert asked is not None
        _boards[id(of), today] = (of, asked)
    _, found = _boards[id(of), today]
    keep(found.as_of, of.version, NOW, to_json(found))
    return found


def look(of: Tables, today: date = TODAY) -> int:
    return jobs.look(connect(), of, board(of, today))


def moved() -> dict[str, Alert]:
    return {alert.metric: alert for alert in Alert.objects.filter(kind="moved", closed_at=None)}


def test_month_as_any_other_raises_nothing() -> None:
    assert look(company()) == 0
    assert list(Alert.objects.all()) == []


def test_fall_is_told_once_with_who_made_it() -> None:
    fallen = company(last=4)
    raised = look(fallen)
    alert = moved()["customers"]
    assert (alert.month, alert.since, alert.direction, alert.good) == ("2026-02", "2026-01", "down", False)
    assert alert.sentence == ("Customers who bought: 44 in February 2026, less than the 60 to 101 to be expected.")
    assert alert.reason == (
        "That is 33 less than in January 2026. 100 % of it comes from customers in France, who went from 37 to 4."
    )
    home = {group: mix + rate for group, mix, rate, *_ in alert.effects["country"]}
    assert home == {"FR": -33, "DE": 0}
    lines = Interaction.objects.filter(name="alert.raised")
    assert (raised, lines.count(), look(fallen), Alert.objects.count()) == (len(moved()), raised, 0, raised)
    assert any("customers in France" in line.properties["note"] for line in lines)


def test_every_way_of_grouping_sums_to_the_same_change() -> None:
    look(company(last=4))
    for alert in moved().values():
        sums = {way: round(sum(mix + rate for _, mix, rate, *_ in rows), 9) for way, rows in alert.effects.items()}
        assert len(set(sums.values())) == 1, (alert.metric, sums)
        assert set(sums) == {"country", "channel", "category", "group"}


def test_alert_is_closed_once_the_month_is_as_expected_again() -> None:
    look(company(last=4))
    look(company())
    assert moved() == {}
    notes = set(Alert.objects.values_list("note", flat=True))
    assert notes == {"It is back within what is to be expected."}
    assert Interaction.objects.filter(name="alert.closed").count() == Alert.objects.count()


def test_alert_put_aside_stays_aside_in_its_month() -> None:
    look(company(last=4))
    alert = moved()["customers"]
    put_aside(alert.pk, " The shop in Lyon  was closed. ", actor="house")
    look(company(last=4))
    assert "customers" not in moved()
    alert.refresh_from_db()
    assert (alert.note, alert.put_aside_by) == ("The shop in Lyon was closed.", "house")


def test_two_workers_raise_it_once() -> None:
    fallen = company(last=4)
    seen = board(fallen)
    look(fallen)
    alert = moved()["customers"]
    again = Alert(kind="moved", metric="customers", direction="down", value=1, expected=2, low=1, high=3, sentence="x")
    assert jobs._raise(again) is False
    assert (jobs.look(connect(), fallen, seen), moved()["customers"].pk) == (0, alert.pk)


def asked_monthly(sour: int) -> Tables:
    """A company whose customers say each month how likely they recommend it; in February `sour` French give it a zero."""
    made, rows = company(months=14), []
    for place in range(14):
        first = add_months(date(2026, 2, 1), place - 13)
        for person in [*GERMANS, *FRENCH]:
            bad = person in list(FRENCH)[:sour] if place == 13 else (person + place) % 9 == 0
            told = {"scale": "nps", "score": 0 if bad else 9}
            rows.append({
                "id": 5000 + len(rows), "customer_id": person, "name": "survey.answered", "channel": "mail",
                "day": first.replace(day=3), "occurred_at": datetime(first.year, first.month, 3, 9, tzinfo=UTC),
                "properties": json.dumps(told),
            })  # fmt: skip
    return replace(made, interactions=look_table("interactions", rows))


def test_metric_that_the_scoreboard_does_not_draw_is_looked_at_once_a_month() -> None:
    soured = asked_monthly(30)
    seen = board(soured)
    assert jobs.month_waits() is True
    assert jobs.look_further(connect(), soured, seen, {"nps"}) == 1
    alert = moved()["nps"]
    assert alert.sentence.startswith("Net Promoter Score: 25 in February 2026, less than the ")
    assert "customers in France" in alert.reason
    home = {group: round(mix + rate, 6) for group, mix, rate, *_ in alert.effects["country"]}
    assert sum(home.values()) == pytest.approx(alert.value - 77.5, abs=3)
    assert home["FR"] < -50
    assert MonthLooked.objects.get().month == "2026-02"
    assert jobs.month_waits() is False
    assert jobs.look_further(connect(), soured, seen, {"nps"}) == 0


def test_answers_as_ever_raise_nothing() -> None:
    calm = asked_monthly(9)
    assert jobs.look_further(connect(), calm, board(calm), {"nps"}) == 0


# Targets


TOLD = {"metric": "customers", "direction": "up", "value": "100", "due": "2030-01-01", "over": "1"}


def target(**more: Any) -> Target:
    made = set_target(TOLD | more, actor="house")
    Target.objects.filter(pk=made.pk).update(due=date(2026, 5, 31))
    return made


def test_target_far_above_the_course_will_be_missed_and_is_told_once() -> None:
    made = target()
    assert look(company()) == 1
    made.refresh_from_db()
    assert (made.state, made.how, made.stands) == ("unlikely", "line", 75)
    assert made.points[-1] == ["2026-02-28", 80.0]
    alert = Alert.objects.get(target=made)
    assert alert.sentence.startswith(
        "Customers who bought will likely miss its target: at least 100 by 31 May 2026, and it heads for "
    )
    assert look(company()) == 0


def test_target_within_the_course_is_likely_met_and_closes_its_alert() -> None:
    made = target()
    look(company())
    change_target(made.pk, TOLD | {"value": "30", "due": "2030-01-01"}, actor="house")
    assert Alert.objects.get(target=made).closed_at is not None
    Target.objects.filter(pk=made.pk).update(due=date(2026, 5, 31))
    look(company())
    made.refresh_from_db()
    assert made.state == "likely"
    assert made.chance is not None
    assert made.chance > 0.99


def test_target_of_twelve_months_waits_for_a_record_of_a_year_and_a_half() -> None:
    made = target(over="12")
    look(company())
    made.refresh_from_db()
    assert (made.state, made.stands, made.foretold) == ("untold", 80, None)
    look(company(months=20))
    made.refresh_from_db()
    assert (made.state, made.how) == ("unlikely", "drift")


@pytest.mark.parametrize(("value", "state"), [("80", "met"), ("81", "missed")])
def test_day_of_a_target_settles_it(value: str, state: str) -> None:
    made = target(value=value)
    Target.objects.filter(pk=made.pk).update(due=date(2026, 2, 28))
    look(company())
    made.refresh_from_db()
    assert made.state == state


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"metric": "nothing"}, {"metric"}),
        ({"metric": "repeat_purchase_rate", "value": "130"}, {"value"}),
        ({"value": "many"}, {"value"}),
        ({"value": "-1"}, {"value"}),
        ({"value": "nan"}, {"value"}),
        ({"due": "2020-01-01"}, {"due"}),
        ({"due": "tomorrow", "over": "7", "direction": "left"}, {"due", "over", "direction"}),
        ({"segment": "99"}, {"segment"}),
    ],
)
def test_what_cannot_be_a_target_is_refused_and_nothing_kept(told: dict[str, str], wrong: set[str]) -> None:
    with pytest.raises(Refused) as refused:
        set_target(TOLD | told, actor="house")
    assert (set(refused.value.errors), Target.objects.count()) == (wrong, 0)


def test_target_leaves_its_lines(alice: Any) -> None:
    with acting_as(acting_of(alice)):
        made = set_target(TOLD | {"metric": "repeat_purchase_rate", "value": "30 %"}, actor=alice.actor)
        change_target(made.pk, TOLD | {"metric": "repeat_purchase_rate", "value": "35"}, actor=alice.actor)
        remove_target(made.pk, actor=alice.actor)
    told = [
        [side and side["value"] for side in line.properties["changes"]["target"]]
        for line in Interaction.objects.filter(name="target.changed").order_by("pk")
    ]
    assert told == [[None, 0.3], [0.3, 0.35], [0.35, None]]


def test_agent_and_nobody_set_and_see_nothing(bob: Any) -> None:
    made = target()
    for who in (acting_of(bob), NOBODY):
        with acting_as(who):
            for act in (
                lambda: set_target(TOLD, actor="x"), lambda: change_target(made.pk, TOLD, actor="x"),
                lambda: remove_target(made.pk, actor="x"), lambda: put_aside(1, "", actor="x"),
                queries.targets, queries.open_alerts, queries.past_alerts, lambda: queries.target_of(made.pk),
                lambda: queries.alert_of(1),
            ):  # fmt: skip
                with pytest.raises(PermissionDenied):
                    act()
    assert Target.objects.count() == 1
