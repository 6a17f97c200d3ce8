"""Making journeys one's own, asking for maps, drawing them in the worker, and the people behind a mark."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from regulars.access.acting import NOBODY, acting_as
from regulars.access.users.queries import acting_of
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.timeline.models import Interaction
from regulars.understand.journeys import actions, jobs, queries
from regulars.understand.journeys.asking import Asked, from_text, read
from regulars.understand.journeys.definition import Weights
from regulars.understand.journeys.models import Drawing, Journey, Stage, Touchpoint
from regulars.understand.journeys.readymade import READY, ready
from regulars.understand.metrics.window import Window

pytestmark = pytest.mark.django_db
GOOD = {"name": "Saw the window", "names": ["page.viewed"]}


@pytest.fixture
def shop() -> Journey:
    return actions.create_journey("Buying", "shop", actor="house")


def lines() -> list[tuple[str, dict[str, Any]]]:
    rows = Interaction.objects.filter(name="journey.changed").order_by("id")
    return [(row.properties.get("note", ""), row.properties["changes"]) for row in rows]


@pytest.mark.parametrize("kind", list(READY))
def test_ready_made_journey_is_kept_as_it_is_given(kind: str) -> None:
    made = queries.journey(actions.create_journey("Ours", kind, actor="house").pk)
    assert made is not None
    kept, given = queries.definition_of(made), ready(kind)
    assert kept.stages == given.stages
    assert [(p.name, p.stage, p.names, p.channels, p.patience_hours, p.may_end) for p in kept.touchpoints] == [
        (p.name, p.stage, p.names, p.channels, p.patience_hours, p.may_end) for p in given.touchpoints
    ]
    assert (kept.pause_days, kept.weights) == (given.pause_days, Weights())
    assert lines() == [("made", {"journey": [None, "Ours"]})]


def test_what_is_changed_is_told_with_before_and_after_and_outdates_the_map(shop: Journey) -> None:
    told = {
        "name": "Buying", "pause_days": "90", "session_minutes": "30", "mood_days": "14",
        "leaving": "2", "complaint": "0.5", "bad_answer": "0.5", "waiting": "0.25",
    }  # fmt: skip
    changed = actions.change_journey(shop.pk, told, actor="house")
    assert Journey.objects.get().version == shop.version + 1
    assert changed.pause_days == 90
    note, changes = lines()[-1]
    assert (note, changes["pause_days"], changes["weights"][1]["leaving"]) == ("Buying", [60, 90], 2.0)
    assert set(changes) == {"pause_days", "weights"}
    actions.change_journey(shop.pk, told, actor="house")
    assert len(lines()) == 2


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("pause_days", "3"), ("mood_days", "1.5"), ("leaving", "-1"), ("waiting", "nan")]
)
def test_journey_that_makes_no_sense_is_refused_whole(shop: Journey, field: str, value: str) -> None:
    told = {
        "name": "Buying", "pause_days": "90", "session_minutes": "30", "mood_days": "14",
        "leaving": "1", "complaint": "1", "bad_answer": "1", "waiting": "1",
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        actions.change_journey(shop.pk, told | {field: value}, actor="house")
    assert list(refused.value.errors) == [field]
    assert Journey.objects.get().pause_days == 60


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"names": []}, "names"),
        ({"names": ["customer.changed"]}, "names"),
        ({"channels": ["pigeon"]}, "channels"),
        ({"prop": "path"}, "value"),
        ({"value": "/a"}, "prop"),
        ({"prop": "a.b", "value": "1"}, "prop"),
        ({"prop": "price", "op": "at_least", "value": "much"}, "value"),
        ({"prop": "price", "op": "like", "value": "1"}, "op"),
        ({"patience_hours": "0"}, "patience_hours"),
        ({"patience_hours": "soon"}, "patience_hours"),
        ({"category": "x" * 101}, "category"),
    ],
)
def test_touchpoint_that_makes_no_sense_is_refused(shop: Journey, more: dict[str, Any], field: str) -> None:
    stage, before = shop.stages.first(), Touchpoint.objects.count()
    with pytest.raises(Refused) as refused:
        actions.save_touchpoint(stage.pk, None, GOOD | more, actor="house")
    assert list(refused.value.errors) == [field]
    assert Touchpoint.objects.count() == before


def test_touchpoint_moves_within_its_stage_and_into_another(shop: Journey) -> None:
    first, second = shop.stages.all()[:2]
    made = actions.save_touchpoint(first.pk, None, GOOD, actor="house")
    assert [str(point) for point in first.touchpoints.all()] == ["Opened a mail", "Followed a link", "Saw the window"]
    actions.move_touchpoint(made.pk, by=-1, actor="house")
    actions.move_touchpoint(made.pk, by=-1, actor="house")
    actions.move_touchpoint(made.pk, by=-1, actor="house")  # is at the top already
    assert [str(point) for point in first.touchpoints.all()] == ["Saw the window", "Opened a mail", "Followed a link"]
    actions.save_touchpoint(second.pk, made.pk, GOOD, actor="house")
    assert str(second.touchpoints.last()) == "Saw the window"
    assert lines()[-1] == ("Buying, Saw the window", {"stage": ["Aware", "Consider"]})


def test_stage_with_touchpoints_is_not_removed(shop: Journey) -> None:
    stage = shop.stages.first()
    with pytest.raises(Refused):
        actions.remove_stage(stage.pk, actor="house")
    for point in stage.touchpoints.all():
        actions.remove_touchpoint(point.pk, actor="house")
    actions.remove_stage(stage.pk, actor="house")
    assert [each.name for each in shop.stages.all()][:2] == ["Consider", "Buy"]


def test_stages_are_added_renamed_and_moved(shop: Journey) -> None:
    made = actions.save_stage(shop.pk, None, "Remember", actor="house")
    actions.move_stage(made.pk, by=-1, actor="house")
    actions.save_stage(shop.pk, made.pk, "Remember us", actor="house")
    assert [stage.name for stage in shop.stages.all()][-2:] == ["Remember us", "Recommend or leave"]


def test_more_stages_and_journeys_than_a_picture_holds_are_refused(shop: Journey, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "MOST_STAGES", 6)
    monkeypatch.setattr(actions, "MOST_JOURNEYS", 1)
    monkeypatch.setattr(actions, "MOST_TOUCHPOINTS", 3)
    for refused in (
        lambda: actions.save_stage(shop.pk, None, "One more", actor="house"),
        lambda: actions.create_journey("One more", "shop", actor="house"),
        lambda: actions.save_touchpoint(shop.stages.first().pk, None, GOOD, actor="house"),
    ):
        with pytest.raises(Refused):
            refused()


def test_owner_of_a_pain_point_is_a_colleague_at_work(shop: Journey, alice: Any, charlie: Any) -> None:
    point = Touchpoint.objects.first()
    assert point is not None
    actions.see_to(point.pk, owner_id=alice.pk, note=" Ask the bank. ", actor="house")
    point.refresh_from_db()
    assert (point.owner, point.note) == (alice, "Ask the bank.")
    assert lines()[-1] == ("Buying, Opened a mail", {"owner": ["", str(alice)], "note": ["", "Ask the bank."]})
    with pytest.raises(Refused):
        actions.see_to(point.pk, owner_id=charlie.pk, note="", actor="house")
    # Who sees to something moves no customer: the map stays.
    assert Journey.objects.get().version == shop.version


def test_put_away_journey_keeps_everything_and_comes_back(shop: Journey) -> None:
    actions.archive_journey(shop.pk, archived=True, actor="house")
    assert (queries.journeys(), queries.journeys(archived=True)) == ([], [shop])
    actions.archive_journey(shop.pk, archived=False, actor="house")
    assert queries.journeys() == [shop]
    assert Stage.objects.count() == 6


def test_map_is_asked_for_once_and_anew_when_the_journey_changed(shop: Journey) -> None:
    first = actions.ask(shop.pk, Asked())
    assert actions.ask(shop.pk, Asked()).pk == first.pk
    Drawing.objects.update(due=False, version=shop.version)
    assert actions.ask(shop.pk, Asked()).due is False
    actions.save_stage(shop.pk, None, "Remember", actor="house")
    assert actions.ask(shop.pk, Asked()).due is True


def test_more_maps_than_the_worker_can_draw_soon_are_refused(shop: Journey, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "MOST_WAITING", 2)
    for months in (1, 3):
        actions.ask(shop.pk, Asked(months))
    with pytest.raises(Refused):
        actions.ask(shop.pk, Asked(6))


def test_group_that_is_not_there_is_refused(shop: Journey) -> None:
    with pytest.raises(Refused):
        actions.ask(shop.pk, Asked(group="rfm:Nobody"))


def test_whoever_may_not_see_numbers_gets_nothing(shop: Journey, bob: Any) -> None:
    point, stage = Touchpoint.objects.first(), Stage.objects.first()
    assert point is not None
    assert stage is not None
    tried = (
        queries.journeys,
        lambda: queries.journey(shop.pk),
        lambda: queries.drawing(shop.pk, Asked()),
        queries.groups,
        lambda: queries.people(Drawing(), shop, "met:1"),
        lambda: actions.ask(shop.pk, Asked()),
        lambda: actions.create_journey("Mine", "shop", actor="x"),
        lambda: actions.change_journey(shop.pk, {}, actor="x"),
        lambda: actions.archive_journey(shop.pk, archived=True, actor="x"),
        lambda: actions.save_stage(shop.pk, None, "Mine", actor="x"),
        lambda: actions.remove_stage(stage.pk, actor="x"),
        lambda: actions.move_stage(stage.pk, by=1, actor="x"),
        lambda: actions.save_touchpoint(stage.pk, None, GOOD, actor="x"),
        lambda: actions.remove_touchpoint(point.pk, actor="x"),
        lambda: actions.move_touchpoint(point.pk, by=1, actor="x"),
        lambda: actions.see_to(point.pk, owner_id=None, note="", actor="x"),
    )
    for who in (acting_of(bob), NOBODY):
        with acting_as(who):
            for each in tried:
                with pytest.raises(PermissionDenied):
                    each()


def test_wish_survives_its_way_as_text_and_names_its_window() -> None:
    for asked in (
        Asked(),
        Asked(3, 1, channel="web"),
        Asked(first=date(2026, 1, 1), last=date(2026, 1, 31), group="rfm:New"),
    ):
        assert from_text(asked.text()) == asked
    as_of = date(2026, 6, 30)
    assert Asked(12, 1).window(as_of) == Window.months_until(as_of).before()
    assert Asked(12).before() == Asked(12, 1)
    january = Asked(first=date(2026, 1, 1), last=date(2026, 1, 31))
    assert january.window(as_of) == Window.of_days(date(2026, 1, 1), date(2026, 1, 31))
    assert january.before().window(as_of) == Window.of_days(date(2025, 12, 1), date(2025, 12, 31))


def test_wish_is_read_from_an_address() -> None:
    assert read({}) == Asked()
    assert read({"months": "6", "channel": "web", "group": "segment:4"}) == Asked(6, channel="web", group="segment:4")
    with pytest.raises(Refused) as refused:
        read({"first": "2026-02-30", "last": "2026-03-01", "months": "7"})
    assert set(refused.value.errors) == {"first", "months"}


def test_worker_draws_what_waits_and_the_usual_map_when_there_is_news(filled_lake: int, shop: Journey) -> None:
    assert jobs.waits()
    jobs.run_due(min)
    drawing = queries.drawing(shop.pk, Asked())
    assert drawing is not None
    assert (drawing.due, drawing.as_of, drawing.problem) == (False, date(2026, 6, 30), "")
    drawn = queries.map_of(drawing)
    assert drawn is not None
    points = {point.name: point.pk for point in Touchpoint.objects.all()}
    assert drawn.met(points["Bought"]).people == 2
    assert not jobs.waits()
    actions.save_stage(shop.pk, None, "Remember", actor="house")
    assert jobs.waits()


def test_people_behind_a_mark_page_by_page(filled_lake: int, shop: Journey) -> None:
    actions.ask(shop.pk, Asked())
    jobs.run_due(min)
    drawing, journey = queries.drawing(shop.pk, Asked()), queries.journey(shop.pk)
    assert drawing is not None
    assert journey is not None
    points = {point.name: point.pk for point in Touchpoint.objects.all()}
    look, bought, told = points["Looked around"], points["Bought"], points["Told how it was"]
    first = filled_lake

    def ids(mark: str, **more: Any) -> list[int]:
        return [pk - first for pk in queries.people(drawing, journey, mark, **more).customer_ids]

    assert ids(f"met:{bought}") == [0, 1]
    assert ids(f"way:{look}:{bought}") == [0]
    assert ids(f"path:{look}.{bought}") == [0]
    assert ids(f"unhappy:{bought}") == [0]
    assert ids(f"complained:{bought}") == [1]
    assert ids(f"met:{told}") == [0]
    page = queries.people(drawing, journey, f"met:{bought}", limit=1)
    assert (page.customer_ids, page.next) == ([first], first)
    assert queries.people(drawing, journey, f"met:{bought}", after=first, limit=1).customer_ids == [first + 1]


def test_old_wishes_are_forgotten_and_the_usual_map_stays(filled_lake: int, shop: Journey) -> None:
    actions.ask(shop.pk, Asked())
    actions.ask(shop.pk, Asked(3))
    Drawing.objects.update(asked_at=moments.now() - timedelta(days=60))
    jobs.run_due(min)
    assert [row.asked for row in Drawing.objects.all()] == [Asked().text()]


def test_map_of_nothing_heard_says_so(shop: Journey) -> None:
    actions.ask(shop.pk, Asked())
    jobs.run_due(min)
    drawing = queries.drawing(shop.pk, Asked())
    assert drawing is not None
    assert (drawing.due, queries.map_of(drawing)) == (False, None)


def test_map_of_a_segment_is_only_for_whoever_finds_it(filled_lake: int, shop: Journey, alice: Any) -> None:
    from regulars.access.users.models import User
    from regulars.understand.segments.models import Segment, SegmentMember

    ana = User.objects.create_user("ana@unfold.example", "a-long-password-1", name="Ana", role="analyst")
    now = moments.now()
    mine = Segment.objects.create(name="Mine", owner=alice, shared=False, created_at=now, changed_at=now)
    SegmentMember.objects.create(segment=mine, customer_id=filled_lake, since=now.date())
    asked = Asked(group=f"segment:{mine.pk}")
    with acting_as(acting_of(alice)):
        actions.ask(shop.pk, asked)
    jobs.run_due(min)
    drawing, journey = queries.drawing(shop.pk, asked), queries.journey(shop.pk)
    assert drawing is not None
    assert journey is not None
    drawn = queries.map_of(drawing)
    assert drawn is not None
    # Of two who bought, one is in the segment.
    assert drawn.people == 1
    bought = Touchpoint.objects.get(name="Bought").pk
    assert queries.people(drawing, journey, f"met:{bought}").customer_ids == [filled_lake]
    with acting_as(acting_of(ana)):
        assert queries.people(drawing, journey, f"met:{bought}").customer_ids == []
        with pytest.raises(Refused):
            actions.ask(shop.pk, asked)
