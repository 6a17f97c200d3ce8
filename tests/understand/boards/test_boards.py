"""Boards: whose they are, what stands on them, in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.understand.look import tables

from regulars.access.acting import NOBODY, acting_as
from regulars.access.teams.actions import choose_teams, create_team
from regulars.access.users.models import User
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.store.engine.connect import connect
from regulars.timeline.models import Interaction
from regulars.understand.boards import actions, jobs, queries
from regulars.understand.boards.models import Board, Tile
from regulars.understand.scoreboard.board import to_json
from regulars.understand.scoreboard.compute import compute
from regulars.understand.scoreboard.jobs import keep
from regulars.understand.segments.models import Segment

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NUMBER = {"kind": "number", "metric": "revenue"}
ORDERS = [
    (1, date(2025, 12, 5), "sale", "20"), (1, date(2026, 2, 5), "sale", "30"), (2, date(2025, 12, 5), "sale", "10"),
    (3, date(2026, 2, 20), "sale", "5"),
]  # fmt: skip


@pytest.fixture
def ann(db: None) -> User:
    """An analyst: sees numbers, may not share."""
    return User.objects.create_user("ann@unfold.example", "x", name="Ann", role="analyst")


def made(owner: User, **more: Any) -> Board:
    with acting_as(acting_of(owner)):
        return actions.create_board("Monday", actor=owner.actor, **more)


def opened(who: User) -> list[str]:
    with acting_as(acting_of(who)):
        return [board.name for board in queries.boards()]


def test_board_is_its_owners_until_it_is_shared(alice: User, ann: User, bob: User) -> None:
    board = made(alice)
    assert (opened(alice), opened(ann)) == (["Monday"], [])
    team = create_team("Numbers", actor="house")
    choose_teams(ann.pk, [team.pk], actor="house")
    with acting_as(acting_of(alice)):
        actions.change_board(board.pk, name="Monday", shared="team", team_id=team.pk, actor=alice.actor)
    assert opened(ann) == ["Monday"]
    with acting_as(acting_of(bob)), pytest.raises(PermissionDenied):
        queries.boards()


def test_whoever_may_not_share_keeps_theirs_and_changes_nobody_elses(alice: User, ann: User) -> None:
    own, shared = made(ann), made(alice, shared="all")
    with acting_as(acting_of(ann)):
        with pytest.raises(Refused) as refused:
            actions.change_board(own.pk, name="Monday", shared="all", actor=ann.actor)
        assert set(refused.value.errors) == {"shared"}
        for act in (
            lambda: actions.change_board(shared.pk, name="Mine now", shared="all", actor=ann.actor),
            lambda: actions.remove_board(shared.pk, actor=ann.actor),
            lambda: actions.add_tile(shared.pk, NUMBER, actor=ann.actor),
            lambda: actions.order_tiles(shared.pk, [], actor=ann.actor),
        ):
            with pytest.raises(PermissionDenied):
                act()
    Board.objects.filter(pk=shared.pk).update(shared="mine")
    with acting_as(acting_of(ann)), pytest.raises(Board.DoesNotExist):
        queries.board_of(shared.pk)


def test_tiles_keep_the_order_they_are_put_in(alice: User) -> None:
    with acting_as(acting_of(alice)):
        board = made(alice)
        a, b, c = (actions.add_tile(board.pk, NUMBER | {"title": name}, actor=alice.actor).pk for name in "ABC")

        def order() -> str:
            return "".join(tile.title for tile in queries.tiles_of(board))

        assert order() == "ABC"
        actions.move_tile(c, -1, actor=alice.actor)
        assert order() == "ACB"
        actions.move_tile(a, -1, actor=alice.actor)
        assert order() == "ACB"
        actions.order_tiles(board.pk, [b, b, 999_999, a], actor=alice.actor)
        assert order() == "BAC"
        actions.remove_tile(a, actor=alice.actor)
        assert order() == "BC"
    changed = Interaction.objects.filter(name="board.changed")
    assert [sorted(line.properties["changes"]) for line in changed.order_by("pk")] == [
        ["board"], ["tile"], ["tile"], ["tile"], ["order"], ["order"], ["tile"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"kind": "clock"}, {"kind"}),
        ({"kind": "number"}, {"metric"}),
        ({"kind": "breakdown", "metric": "revenue"}, {"by"}),
        ({"kind": "breakdown", "metric": "visits", "by": "category"}, {"by"}),
        ({"kind": "text"}, {"text"}),
        ({"kind": "segment", "segment": "7"}, {"segment"}),
        (NUMBER | {"window": "soon", "size": "huge", "title": "x" * 81}, {"window", "size", "title"}),
    ],
)
def test_tile_that_cannot_be_is_refused_and_not_kept(alice: User, told: dict[str, str], wrong: set[str]) -> None:
    board = made(alice)
    with acting_as(acting_of(alice)), pytest.raises(Refused) as refused:
        actions.add_tile(board.pk, told, actor=alice.actor)
    assert (set(refused.value.errors), Tile.objects.count()) == (wrong, 0)


def test_segment_of_somebody_else_is_none(alice: User, ann: User) -> None:
    told: dict[str, Any] = {"name": "VIPs", "owner": alice, "created_at": NOW, "changed_at": NOW}
    private, shared = (Segment.objects.create(**told, shared=shared) for shared in (False, True))
    board = made(ann)
    with acting_as(acting_of(ann)):
        with pytest.raises(Refused) as refused:
            actions.add_tile(board.pk, {"kind": "segment", "segment": str(private.pk)}, actor=ann.actor)
        assert set(refused.value.errors) == {"segment"}
        assert (
            actions.add_tile(board.pk, {"kind": "segment", "segment": str(shared.pk)}, actor=ann.actor).segment
            == shared
        )


def test_changed_tile_forgets_its_answer(alice: User) -> None:
    board = made(alice)
    with acting_as(acting_of(alice)):
        tile = actions.add_tile(board.pk, NUMBER, actor=alice.actor)
        Tile.objects.filter(pk=tile.pk).update(answer={"one": {}}, answer_of="1")
        actions.change_tile(tile.pk, NUMBER | {"window": "90d"}, actor=alice.actor)
    tile.refresh_from_db()
    assert (tile.window, tile.answer, tile.answer_of) == ("90d", None, "")


def test_worker_answers_every_tile_from_its_look_and_equal_ones_once(alice: User) -> None:
    look = tables(ORDERS)
    engine = connect()
    board = compute(engine, look, today=NOW.date(), now=NOW, currency="EUR")
    assert board is not None
    keep(board.as_of, look.version, NOW, to_json(board))
    made(alice, ready_made=True)
    kinds = ("number", "trend", "breakdown", "people")
    with acting_as(acting_of(alice)):
        monday = queries.boards()[0]
        for told in (NUMBER, {"kind": "people", "metric": "repeat_purchase_rate"}, {"kind": "trend", "metric": "csat"}):
            actions.add_tile(monday.pk, told, actor=alice.actor)
    assert jobs.refresh(engine, look) == Tile.objects.filter(kind__in=kinds).count()
    assert jobs.refresh(engine, look) == 0
    found = {(tile.kind, tile.metric): tile.answer for tile in Tile.objects.filter(kind__in=kinds)}
    assert None not in found.values()
    assert found["number", "revenue"]["one"]["value"] == 65
    assert found["people", "repeat_purchase_rate"]["ids"] == [1]
    assert [part for part, _ in found["breakdown", "revenue"]["parts"]] == ["not known"]


def test_nobody_gets_nothing(alice: User) -> None:
    board = made(alice)
    with acting_as(NOBODY):
        for act in (
            queries.boards, lambda: queries.board_of(board.pk), lambda: queries.tiles_of(board), lambda: queries.tile_of(1),
            lambda: actions.create_board("x", actor="x"), lambda: actions.add_tile(board.pk, NUMBER, actor="x"),
            lambda: actions.change_tile(1, NUMBER, actor="x"), lambda: actions.remove_tile(1, actor="x"),
            lambda: actions.move_tile(1, 1, actor="x"), lambda: actions.remove_board(board.pk, actor="x"),
        ):  # fmt: skip
            with pytest.raises(PermissionDenied):
                act()
