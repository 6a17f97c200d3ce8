"""The pages of boards: looking, composing, and to whom they are closed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.web.understand.test_scoreboard import BOARD, NOW

from regulars.access.acting import acting_as
from regulars.access.roles.actions import set_role_rule
from regulars.access.users.models import User
from regulars.access.users.queries import acting_of
from regulars.know.identities.actions import add_customer
from regulars.understand.boards.actions import add_tile, create_board
from regulars.understand.boards.models import Board, Tile
from regulars.understand.scoreboard.board import to_json
from regulars.understand.scoreboard.models import Snapshot
from regulars.understand.segments.models import Segment

pytestmark = pytest.mark.django_db
ONE = {
    "title": "Revenue", "unit": "money", "currency": "EUR", "value": 1234.5, "low": None, "high": None, "of": None,
    "sentence": "Customers spent €1,234.50.", "verdict": "better", "beyond": None, "before": 1000.0,
    "window": ["2025-11-22", "2026-11-21"],
}  # fmt: skip
CSAT = [["2026-01", 4.0, 3.0, 5.0], ["2026-02", 5.0, 4.0, 6.0]]


@pytest.fixture
def owner(client: Client, alice: Any) -> Client:
    Snapshot.objects.create(as_of=BOARD.as_of, lake_version="1", computed_at=NOW, payload=to_json(BOARD))
    client.force_login(alice)
    return client


def board_with(owner: User, *tiles: dict[str, Any], shared: str = "mine") -> Board:
    with acting_as(acting_of(owner)):
        board = create_board("Monday", shared=shared, actor=owner.actor)
        for told in tiles:
            answer = told.pop("answer", None)
            tile = add_tile(board.pk, told, actor=owner.actor)
            if answer is not None:
                Tile.objects.filter(pk=tile.pk).update(answer=answer, answer_of="1")
    return board


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def every_kind(alice: User) -> list[dict[str, Any]]:
    pk = add_customer({"name": "Ada Brandt"}, actor="house").pk
    segment = Segment.objects.create(name="Regulars of Leeds", size=1204, created_at=NOW, changed_at=NOW)
    return [
        {"kind": "number", "metric": "revenue", "answer": {"one": ONE}},
        {"kind": "trend", "metric": "repeat_purchase_rate"},
        {"kind": "trend", "metric": "csat", "answer": {"one": ONE, "months": CSAT}},
        {"kind": "breakdown", "metric": "revenue", "by": "country", "answer": {"parts": [["DE", ONE]], "more": 3}},
        {"kind": "people", "metric": "revenue", "answer": {"ids": [pk]}},
        {"kind": "cohorts"},
        {"kind": "segment", "segment": str(segment.pk)},
        {"kind": "targets"},
        {"kind": "alerts"},
        {"kind": "text", "text": "Call the <b>bakery</b>."},
    ]  # fmt: skip


def test_board_shows_each_kind_of_tile(owner: Client, alice: Any) -> None:
    board = board_with(alice, *every_kind(alice))
    shown = text_of(owner.get(f"/understand/boards/{board.pk}/"))
    for piece in (
        '<p class="figure">€1,234</p>', "24 % of buyers bought again, up from 9 %.", "Germany", "and 3 more", "Ada Brandt",
        "Who came when, and who came again", "Regulars of Leeds", "1,204", "No targets are set.",
        "Nothing moved more than chance allows.", "Call the &lt;b&gt;bakery&lt;/b&gt;.", "data-prints",
    ):  # fmt: skip
        assert piece in shown, piece
    assert 'hx-get="/understand/boards/tiles/' not in shown


def test_board_asks_the_same_however_many_tiles(owner: Client, alice: Any, django_assert_max_num_queries: Any) -> None:
    board = board_with(alice, *every_kind(alice), *every_kind(alice))
    with django_assert_max_num_queries(17):
        owner.get(f"/understand/boards/{board.pk}/")
    more = board_with(alice, *every_kind(alice), *every_kind(alice), *every_kind(alice), *every_kind(alice))
    with django_assert_max_num_queries(17):
        owner.get(f"/understand/boards/{more.pk}/")


def test_tile_nobody_answered_yet_computes_itself(owner: Client, alice: Any, home: Any) -> None:
    board = board_with(alice, {"kind": "number", "metric": "revenue"})
    tile = Tile.objects.get()
    assert f'hx-get="/understand/boards/tiles/{tile.pk}/"' in text_of(owner.get(f"/understand/boards/{board.pk}/"))
    shown = text_of(owner.get(f"/understand/boards/tiles/{tile.pk}/"))
    assert shown.startswith(f'<section class="tile small of-number" id="tile-{tile.pk}" aria-label="Revenue">')
    tile.refresh_from_db()
    assert tile.answer["one"]["value"] == 0


def test_board_is_composed_without_script(owner: Client, alice: Any) -> None:
    answer = owner.post("/understand/boards/new/", {"name": "How we are doing", "ready": "yes"})
    board = Board.objects.get()
    assert answer.headers["Location"] == f"/understand/boards/{board.pk}/compose/"
    first, second = board.tiles.order_by("place")[:2]
    assert f'value="{board.name}"' in text_of(owner.get(f"/understand/boards/{board.pk}/compose/?kind=breakdown"))
    moved = owner.post(f"/understand/boards/tiles/{first.pk}/move/", {"by": "down"})
    assert moved.headers["Location"].endswith(f"#tile-{first.pk}")
    assert [tile.pk for tile in board.tiles.order_by("place")[:2]] == [second.pk, first.pk]
    owner.post(f"/understand/boards/{board.pk}/order/", {"tile": [first.pk, second.pk]})
    assert [tile.pk for tile in board.tiles.order_by("place")[:2]] == [first.pk, second.pk]
    wrong = owner.post(f"/understand/boards/{board.pk}/tiles/new/", {"kind": "text", "text": " "})
    assert (wrong.status_code, "Write what it shall say." in wrong.content.decode()) == (422, True)
    owner.post(f"/understand/boards/{board.pk}/tiles/new/", {"kind": "text", "text": "Well done.", "size": "wide"})
    text = board.tiles.get(kind="text")
    assert "Well done." in text_of(owner.get(f"/understand/boards/{board.pk}/compose/?tile={text.pk}"))
    owner.post(f"/understand/boards/tiles/{text.pk}/change/", {"text": "Very well done.", "size": "half"})
    text.refresh_from_db()
    assert (text.text, text.size) == ("Very well done.", "half")
    owner.post(f"/understand/boards/tiles/{text.pk}/remove/")
    owner.post(f"/understand/boards/{board.pk}/change/", {"name": "Monday", "shared": "all"})
    board.refresh_from_db()
    assert (board.name, board.shared, board.tiles.count()) == ("Monday", "all", 10)
    owner.post(f"/understand/boards/{board.pk}/remove/")
    assert not Board.objects.exists()


def test_people_on_a_shared_board_are_those_the_looker_sees(owner: Client, alice: Any, client: Client) -> None:
    board = board_with(alice, *every_kind(alice), shared="all")
    set_role_rule("analyst", sees="own", hidden=[], needs_second_factor=False, actor="house")
    client.force_login(User.objects.create_user("ann@unfold.example", "x", role="analyst"))
    shown = text_of(client.get(f"/understand/boards/{board.pk}/"))
    assert "€1,234" in shown
    assert "Ada Brandt" not in shown
    assert "Nobody you see stands behind this number." in shown


def test_private_board_is_not_found_by_others_and_closed_to_agents(
    owner: Client, alice: Any, bob: Any, charlie: Any
) -> None:
    board = board_with(alice, {"kind": "text", "text": "x"})
    tile = Tile.objects.get()
    paths = [
        f"/understand/boards/{board.pk}/",
        f"/understand/boards/{board.pk}/compose/",
        f"/understand/boards/tiles/{tile.pk}/",
    ]
    posts = [f"/understand/boards/{board.pk}/{what}/" for what in ("change", "remove", "order", "tiles/new")]
    posts += [f"/understand/boards/tiles/{tile.pk}/{what}/" for what in ("change", "move", "remove")]
    owner.force_login(User.objects.create_user("ann@unfold.example", "x", role="analyst"))
    assert [owner.get(path).status_code for path in paths] == [404] * 3
    assert [owner.post(path, {"kind": "text", "text": "y"}).status_code for path in posts] == [404] * 7
    owner.force_login(bob)
    assert [owner.get(path).status_code for path in ["/understand/boards/", *paths]] == [403] * 4
    assert [owner.post(path).status_code for path in posts] == [403] * 7
    owner.force_login(charlie)
    assert [owner.get(path).status_code for path in paths] == [302] * 3
    assert (Tile.objects.count(), Board.objects.count()) == (1, 1)


def test_no_boards_yet_teaches(owner: Client) -> None:
    assert "Begin with a ready-made one" in text_of(owner.get("/understand/boards/"))
