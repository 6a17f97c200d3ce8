"""The pages of targets and alerts: what they say, what they do, and to whom they are closed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from tests.web.understand.test_scoreboard import BOARD, NOW

from regulars.understand.scoreboard.board import to_json
from regulars.understand.scoreboard.models import Snapshot
from regulars.understand.targets.models import Alert, Target

pytestmark = pytest.mark.django_db

MOVED = {
    "kind": "moved", "metric": "repeat_purchase_rate", "title": "Repeat purchase rate", "month": "2026-10",
    "since": "2025-10", "direction": "down", "good": False, "value": 0.12, "expected": 0.2, "low": 0.18, "high": 0.22,
    "sentence": "Repeat purchase rate: 12 % in October 2026, less than the 18 % to 22 % to be expected.",
    "reason": "That is 8.0 points less than in October 2025.",
    "effects": {"country": [["FR", -0.01, -0.05, 0.5, 0.2, 0.1], ["DE", 0.0, -0.02, 0.5, 0.2, 0.14]]},
    "raised_at": datetime(2026, 11, 1, 8, tzinfo=UTC),
}  # fmt: skip
FORM = {"metric": "customers", "direction": "up", "value": "1,200", "due": "2030-12-31", "over": "12", "note": "Plan"}


@pytest.fixture
def board(db: None) -> None:
    Snapshot.objects.create(as_of=BOARD.as_of, lake_version="1", computed_at=NOW, payload=to_json(BOARD))


@pytest.fixture
def owner(client: Client, alice: Any, board: None) -> Client:
    client.force_login(alice)
    return client


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_alert_tells_what_moved_who_moved_it_and_is_put_aside(owner: Client, alice: Any) -> None:
    alert = Alert.objects.create(**MOVED)
    shown = text_of(owner.get("/understand/alerts/"))
    assert MOVED["sentence"] in shown
    assert "By country, against October 2025: −8.0 points" in shown
    assert '<th scope="row">France</th><td class="r nowrap">20 %</td><td class="r nowrap">10 %</td>' in shown
    assert '<td class="r nowrap less">−6.0 points</td>' in shown
    assert MOVED["sentence"] in text_of(owner.get("/understand/"))
    answer = owner.post(f"/understand/alerts/{alert.pk}/put-aside/", {"note": "The shop was closed."})
    assert answer.headers["Location"] == "/understand/alerts/"
    shown = text_of(owner.get("/understand/alerts/"))
    assert "Alice Amari: The shop was closed." in shown
    assert "Nothing moved more than chance allows" in shown
    assert MOVED["sentence"] not in text_of(owner.get("/understand/"))


def test_too_long_a_word_on_an_alert_is_refused_beside_it(owner: Client) -> None:
    alert = Alert.objects.create(**MOVED)
    answer = owner.post(f"/understand/alerts/{alert.pk}/put-aside/", {"note": "x" * 301})
    assert answer.status_code == 422
    assert "At most 300 characters; these are 301." in answer.content.decode()
    assert owner.post("/understand/alerts/9999/put-aside/").status_code == 404


def test_past_alerts_are_paged(owner: Client) -> None:
    for number in range(42):
        Alert.objects.create(**MOVED | {"closed_at": NOW, "sentence": f"Number {number}."})
    first = text_of(owner.get("/understand/alerts/"))
    assert "Number 41." in first
    assert "Number 1." not in first
    after = first.partition('href="?after=')[2].partition("#")[0]
    assert "Number 1." in text_of(owner.get(f"/understand/alerts/?after={after}"))
    assert owner.get("/understand/alerts/?after=nonsense").status_code == 400


def test_target_is_set_shown_changed_and_removed(owner: Client) -> None:
    assert owner.post("/understand/targets/new/", FORM).status_code == 302
    target = Target.objects.get()
    assert (target.metric, target.value, target.due, target.over) == ("customers", 1200, date(2030, 12, 31), 12)
    Target.objects.update(
        state="unlikely", stands=900, foretold=1000, low=950, high=1050, chance=0.02, how="drift", as_of=BOARD.as_of,
        points=[["2026-09-30", 850.0], ["2026-10-31", 880.0]],
    )  # fmt: skip
    shown = text_of(owner.get("/understand/targets/"))
    assert (
        "Customers who bought: <b>at least 1,200</b> by 31 December 2030. It stands at 900 and heads for 1,000 (950 to 1,050)."
        in shown
    )
    assert "chance 2 in 100" in shown
    assert 'class="cone"' in shown
    assert 'value="1200"' in text_of(owner.get(f"/understand/targets/{target.pk}/"))
    owner.post(f"/understand/targets/{target.pk}/", FORM | {"value": "1300"})
    target.refresh_from_db()
    assert (target.value, target.state, target.points) == (1300, "waiting", [])
    owner.post(f"/understand/targets/{target.pk}/remove/")
    assert not Target.objects.exists()


def test_form_comes_back_with_what_is_wrong_and_what_was_typed(owner: Client) -> None:
    answer = owner.post("/understand/targets/new/", FORM | {"value": "many", "due": "2020-01-01"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Write a number such as 1200." in shown
    assert "Choose a day to come" in shown
    assert 'value="many"' in shown


def test_pages_ask_as_little_with_many_as_with_few(owner: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        Alert.objects.create(**MOVED | {"metric": f"metric_{number}"})
        Target.objects.create(metric="customers", value=1, due=date(2030, 1, number + 1), created_at=NOW)
    with django_assert_max_num_queries(9):
        owner.get("/understand/alerts/")
    with django_assert_max_num_queries(9):
        owner.get("/understand/targets/")


def test_analyst_sees_and_changes_nothing_agent_sees_nothing(
    client: Client, board: None, bob: Any, charlie: Any
) -> None:
    from regulars.access.users.models import User

    alert, target = Alert.objects.create(**MOVED), Target.objects.create(metric="x", value=1, due=NOW, created_at=NOW)
    reading = ["/understand/alerts/", "/understand/targets/"]
    writing = [
        f"/understand/alerts/{alert.pk}/put-aside/", "/understand/targets/new/", f"/understand/targets/{target.pk}/",
        f"/understand/targets/{target.pk}/remove/",
    ]  # fmt: skip
    client.force_login(User.objects.create_user("ann@unfold.example", "x", role="analyst"))
    assert [client.get(path).status_code for path in reading] == [200, 200]
    assert "put aside" not in client.get(reading[0]).content.decode()
    assert [client.post(path).status_code for path in writing] == [403] * 4
    client.force_login(bob)
    assert [client.get(path).status_code for path in reading] == [403, 403]
    assert [client.post(path).status_code for path in writing] == [403] * 4
    client.force_login(charlie)
    assert [client.get(path).status_code for path in reading] == [302, 302]


def test_without_numbers_both_pages_teach(client: Client, alice: Any) -> None:
    client.force_login(alice)
    assert "Targets need numbers" in text_of(client.get("/understand/targets/"))
    assert "Once orders are in" in text_of(client.get("/understand/alerts/"))
