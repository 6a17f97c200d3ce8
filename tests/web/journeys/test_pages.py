"""The pages of journeys: from none to a map, from a mark to its people, and who may not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import client_of

from regulars.kit import moments
from regulars.timeline.models import Interaction
from regulars.understand.journeys.actions import create_journey
from regulars.understand.journeys.asking import Asked
from regulars.understand.journeys.figures import Harm, Leaving, Map, Met, Mood, Pain, Path, Precedent, Way, to_json
from regulars.understand.journeys.models import Drawing, Journey, Touchpoint
from regulars.understand.metrics.window import Window

pytestmark = pytest.mark.django_db
WINDOW = Window(date(2025, 7, 1), date(2026, 7, 1), 12)


@pytest.fixture
def journey(alice: Any) -> Journey:
    """A shop's journey that waits for its map."""
    return create_journey("Buying", "shop", actor=alice.actor)


def point(journey: Journey, name: str) -> int:
    return Touchpoint.objects.get(stage__journey=journey, name=name).pk


def drawn(journey: Journey, asked: Asked | None = None, *, bad: int = 30) -> Map:
    """A map of three touchpoints, kept as the worker keeps it."""
    look, pay, buy = (point(journey, name) for name in ("Looked at a product", "Began to pay", "Bought"))
    harm = Harm("leaving", 400, 1000, 100.0, 380, 1.0, 1e-9)
    made = Map(
        window=WINDOW,
        computed_at=datetime(2026, 7, 1, tzinfo=UTC),
        lake_version="7",
        currency="EUR",
        people=1200,
        visits=3000,
        began=1100,
        touchpoints=(
            Met(look, 1400, 1100, 1000, 120, 110, 80, 1200, 120.0, 4000.0, channels=(("web", 1400),)),
            Met(
                pay,
                1000,
                900,
                50,
                400,
                380,
                0,
                600,
                60.0,
                90.0,
                moods=(Mood("csat", 100, 40.0, bad, 28),),
                complaints=12,
            ),
            Met(buy, 600, 550, 0, 0, 0, 100, 500, 86400.0, 900000.0),
        ),
        ways=(
            Way(look, pay, 950, 880, 90.0, 400.0),
            Way(pay, buy, 600, 550, 60.0, 90.0),
            Way(buy, look, 200, 150, 9e5, 2e6),
        ),
        paths=(Path((look, pay, buy), 500, 480), Path((look,), 100, 100)),
        beginnings=(Path((look,), 1000, 0), Path((look, pay), 900, 0)),
        pains=(Pain(pay, (harm,), 5000.0),),
        leaving=Leaving(
            date(2026, 5, 2), 120, 60, 1000, 300, (Precedent(pay, look, 200, 120, 800, 180, 2.7, 2.2, 3.2, 1e-12),)
        ),
    )
    Drawing.objects.update_or_create(
        journey=journey,
        asked=(asked or Asked()).text(),
        defaults={
            "asked_at": moments.now(), "due": False, "drawn_at": moments.now(), "version": journey.version,
            "lake_version": "7", "as_of": date(2026, 6, 30), "payload": to_json(made),
        },
    )  # fmt: skip
    return made


def test_without_journeys_the_page_offers_three_to_begin_with(as_alice: Client) -> None:
    page = as_alice.get("/understand/journeys/").content.decode()
    assert "Draw the first journey" in page
    assert page.count('name="kind"') == 3


def test_journey_is_made_and_its_map_asked_for_at_the_first_look(as_alice: Client) -> None:
    made = as_alice.post("/understand/journeys/new/", {"name": "Ours", "kind": "service"})
    page = as_alice.get(made["Location"]).content.decode()
    assert "The map is being drawn" in page
    assert "every 2s" in page
    assert [(row.asked, row.due) for row in Drawing.objects.all()] == [(Asked().text(), True)]


def test_looking_twice_asks_once(as_alice: Client, journey: Journey) -> None:
    for _ in range(2):
        as_alice.get(f"/understand/journeys/{journey.pk}/?months=6")
    assert Drawing.objects.count() == 1


def test_map_tells_its_pain_points_paths_and_what_precedes_leaving(as_alice: Client, journey: Journey) -> None:
    drawn(journey)
    page = as_alice.get(f"/understand/journeys/{journey.pk}/").content.decode()
    for told in (
        "1,200 people met us 3,000 times; 1,100 journeys began in it.",
        "It hurts most at “Began to pay”: 40 % go no further, where 10 % would be usual.",
        "285 people more left × 1 = 285",
        "at most €5,000 lost",
        "Of 200 people who met “Began to pay” right after “Looked at a product”, 60 % were not seen in the 60 days after",
        "2.7 times as likely (95 % interval 2.2 to 3.2)",
        "40 of 100 (100)",
    ):
        assert told in page, told
    # Both drawings, and every mark leads to its people.
    assert page.count("<svg viewBox") >= 2
    pay = point(journey, "Began to pay")
    assert f"mark=left%3A{pay}" in page
    assert f"mark=unhappy%3A{pay}" in page


def test_page_of_a_map_asks_a_fixed_number_of_queries(
    as_alice: Client, journey: Journey, django_assert_max_num_queries: Any
) -> None:
    drawn(journey)
    address = f"/understand/journeys/{journey.pk}/"
    as_alice.get(address)
    with django_assert_max_num_queries(22):
        as_alice.get(address)


def test_touchpoint_removed_since_the_map_was_drawn_is_left_out(as_alice: Client, journey: Journey) -> None:
    drawn(journey)
    Touchpoint.objects.filter(pk=point(journey, "Began to pay")).delete()
    answer = as_alice.get(f"/understand/journeys/{journey.pk}/")
    assert answer.status_code == 200
    assert "Began to pay" not in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["months=5", "channel=pigeon", "group=rfm:", "group=x:1", "first=2026-01-01", "back=9"]
)
def test_wish_that_makes_no_sense_is_refused_with_a_word(as_alice: Client, journey: Journey, query: str) -> None:
    assert as_alice.get(f"/understand/journeys/{journey.pk}/?{query}").status_code == 422


def test_people_behind_a_mark_are_named_only_where_the_map_shows_it(as_alice: Client, journey: Journey) -> None:
    drawn(journey)
    pay = point(journey, "Began to pay")
    page = as_alice.get(f"/understand/journeys/{journey.pk}/people/?mark=left:{pay}")
    assert "Went no further than “Began to pay”" in page.content.decode()
    for mark in ("", "left:0", "way:1", f"nothing:{pay}", f"left:{pay}.{pay}"):
        assert as_alice.get(f"/understand/journeys/{journey.pk}/people/", {"mark": mark}).status_code == 404


def test_two_times_are_compared_and_differences_marked(as_alice: Client, journey: Journey) -> None:
    drawn(journey, bad=80)
    drawn(journey, Asked(back=1), bad=20)
    page = as_alice.get(f"/understand/journeys/{journey.pk}/compare/").content.decode()
    assert "1 thing differs beyond chance" in page
    assert "gave a bad mark for “Began to pay”" in page
    assert "worse" in page


def test_compare_asks_for_both_maps(as_alice: Client, journey: Journey) -> None:
    page = as_alice.get(f"/understand/journeys/{journey.pk}/compare/?months=3").content.decode()
    assert "The maps are being drawn" in page
    assert {row.asked for row in Drawing.objects.all()} == {Asked(3).text(), Asked(3, 1).text()}


def test_stages_and_touchpoints_are_changed_on_their_pages(as_alice: Client, journey: Journey) -> None:
    stage = journey.stages.first()
    as_alice.post(f"/understand/journeys/stages/{stage.pk}/", {"name": "Hears of us"})
    told = {
        "name": "Saw the window",
        "stage": stage.pk,
        "names": ["page.viewed"],
        "prop": "path",
        "op": "contains",
        "value": "/w",
    }
    answer = as_alice.post(f"/understand/journeys/stages/{stage.pk}/touchpoints/", told)
    assert answer.status_code == 302
    page = as_alice.get(f"/understand/journeys/{journey.pk}/edit/").content.decode()
    assert "Hears of us" in page
    assert "Saw a page, where path contains /w" in page
    made = point(journey, "Saw the window")
    as_alice.post(f"/understand/journeys/touchpoints/{made}/place/", {"do": "up"})
    as_alice.post(f"/understand/journeys/touchpoints/{made}/place/", {"do": "remove"})
    assert not Touchpoint.objects.filter(pk=made).exists()
    names = list(
        Interaction.objects.filter(name="journey.changed").order_by("id").values_list("properties__note", flat=True)
    )
    assert names == ["made", "Buying, Hears of us", "Buying, Saw the window", "Buying, Saw the window", "Buying"]


def test_refused_touchpoint_keeps_what_was_written(as_alice: Client, journey: Journey) -> None:
    stage = journey.stages.first()
    answer = as_alice.post(f"/understand/journeys/stages/{stage.pk}/touchpoints/", {"name": "Half", "prop": "path"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose at least one thing that happens here." in page
    assert 'value="Half"' in page


def test_somebody_sees_to_what_hurts(as_alice: Client, alice: Any, journey: Journey) -> None:
    drawn(journey)
    pay = point(journey, "Began to pay")
    as_alice.post(f"/understand/journeys/touchpoints/{pay}/owner/", {"owner": alice.pk, "note": "Ask the bank."})
    page = as_alice.get(f"/understand/journeys/{journey.pk}/").content.decode()
    assert f"{alice} sees to it" in page
    assert "Ask the bank." in page


def test_agent_without_numbers_sees_no_journeys(as_bob: Client, journey: Journey) -> None:
    drawn(journey)
    for path in ("", f"{journey.pk}/", f"{journey.pk}/people/", f"{journey.pk}/compare/", f"{journey.pk}/edit/"):
        assert as_bob.get(f"/understand/journeys/{path}").status_code == 403


def test_analyst_sees_the_map_and_changes_nothing(db: None, alice: Any, journey: Journey) -> None:
    from regulars.access.users.models import User

    analyst = User.objects.create_user("ana@unfold.example", "a-long-password-1", name="Ana", role="analyst")
    drawn(journey)
    browser = client_of(analyst)
    page = browser.get(f"/understand/journeys/{journey.pk}/").content.decode()
    assert "Began to pay" in page
    assert "Stages and touchpoints" not in page
    assert browser.post("/understand/journeys/new/", {"name": "Mine", "kind": "shop"}).status_code == 403


def test_closed_account_and_visitor_are_sent_to_the_login(as_charlie: Client, visitor: Client) -> None:
    for browser in (as_charlie, visitor):
        assert browser.get("/understand/journeys/").status_code == 302
