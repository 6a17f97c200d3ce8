"""Making boards, filling them with tiles, putting those in order, sharing and removing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from regulars.access.acting import current, require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record
from regulars.understand.boards.models import Board, Tile
from regulars.understand.boards.queries import board_of, may_change, tiles_of
from regulars.understand.boards.tiles import LONGEST_TEXT, MEASURED, NEEDS, READY_MADE
from regulars.understand.segments.queries import found

LONGEST = 60
MOST_TILES = 40
MOST_BOARDS = 100
_FIELDS = ("kind", "size", "title", "metric", "window", "by", "segment_id", "text")


def create_board(name: str, *, shared: str = Board.Shared.MINE, ready_made: bool = False, actor: str) -> Board:
    """Make a board, empty or with the tiles most begin with. Raises Refused."""
    who = require("numbers.see")
    if who.user_id is None:
        raise Refused({"name": "A board belongs to a colleague. Log in to make one."})
    told = _named(name, shared, None, Board.Shared.MINE)
    with transaction.atomic():
        if Board.objects.filter(owner=who.user_id).count() >= MOST_BOARDS:
            raise Refused({"name": f"{MOST_BOARDS} boards are the most one can have. Remove one first."})
        board = Board.objects.create(**told, owner_id=who.user_id, created_at=moments.now())
        if ready_made:
            rows = [Tile(board=board, place=place, **tile) for place, tile in enumerate(READY_MADE)]
            Tile.objects.bulk_create(rows)
        record(_line(board, actor, {"board": [None, board.name]}))
    return board


def change_board(pk: int, *, name: str, shared: str, team_id: int | None = None, actor: str) -> Board:
    """Rename a board, or show it to others. Raises Refused, PermissionDenied, and DoesNotExist for one out of sight."""
    require("numbers.see")
    with transaction.atomic():
        board = _changeable(pk)
        told = _named(name, shared, team_id, board.shared)
        changes = {
            field: [getattr(board, field), value] for field, value in told.items() if getattr(board, field) != value
        }
        if changes:
            for field, value in told.items():
                setattr(board, field, value)
            board.save()
            record(_line(board, actor, changes))
    return board


def remove_board(pk: int, *, actor: str) -> None:
    """Remove a board with its tiles; no number changes by it. Raises PermissionDenied, DoesNotExist."""
    require("numbers.see")
    with transaction.atomic():
        board = _changeable(pk)
        record(_line(board, actor, {"board": [board.name, None]}))
        board.delete()


def add_tile(board_pk: int, told: Mapping[str, Any], *, actor: str) -> Tile:
    """Put a further tile at the end of a board. Raises Refused, PermissionDenied, DoesNotExist."""
    require("numbers.see")
    fields = _checked(told)
    with transaction.atomic():
        board = _changeable(board_pk)
        tiles = tiles_of(board)
        if len(tiles) >= MOST_TILES:
            raise Refused({"kind": f"{MOST_TILES} tiles are the most on one board. Remove one first."})
        tile = Tile.objects.create(board=board, place=tiles[-1].place + 1 if tiles else 0, **fields)
        record(_line(board, actor, {"tile": [None, str(tile)]}))
    return tile


def change_tile(pk: int, told: Mapping[str, Any], *, actor: str) -> Tile:
    """Change a tile. Raises Refused, PermissionDenied, DoesNotExist."""
    require("numbers.see")
    with transaction.atomic():
        tile = Tile.objects.select_related("board").get(pk=pk)
        board = _changeable(tile.board_id)
        fields = _checked({**told, "kind": tile.kind})
        before = {name: getattr(tile, name) for name in _FIELDS}
        if before != fields:
            for name, value in fields.items():
                setattr(tile, name, value)
            tile.answer, tile.answer_of = None, ""
            tile.save()
            record(_line(board, actor, {"tile": [_plain(before), _plain(fields)]}))
    return tile


def remove_tile(pk: int, *, actor: str) -> None:
    """Take a tile off its board. Raises PermissionDenied, DoesNotExist."""
    require("numbers.see")
    with transaction.atomic():
        tile = Tile.objects.get(pk=pk)
        board = _changeable(tile.board_id)
        record(_line(board, actor, {"tile": [str(tile), None]}))
        tile.delete()


def move_tile(pk: int, by: int, *, actor: str) -> None:
    """Move a tile one place up (-1) or down (1). Raises PermissionDenied, DoesNotExist."""
    require("numbers.see")
    with transaction.atomic():
        tile = Tile.objects.get(pk=pk)
        board = _changeable(tile.board_id)
        order = [one.pk for one in tiles_of(board)]
        here = order.index(pk)
        there = min(len(order) - 1, max(0, here + (1 if by > 0 else -1)))
        if here != there:
            order.insert(there, order.pop(here))
            _place(board, order, actor)


def order_tiles(board_pk: int, order: Sequence[int], *, actor: str) -> None:
    """Put the tiles of a board in this order; those it does not name stay behind, in theirs. Raises as above."""
    require("numbers.see")
    with transaction.atomic():
        board = _changeable(board_pk)
        known = [tile.pk for tile in tiles_of(board)]
        wanted = [pk for pk in dict.fromkeys(order) if pk in known]
        rest = [pk for pk in known if pk not in wanted]
        if wanted + rest != known:
            _place(board, wanted + rest, actor)


def _place(board: Board, order: Sequence[int], actor: str) -> None:
    before = [tile.pk for tile in tiles_of(board)]
    for place, pk in enumerate(order):
        Tile.objects.filter(pk=pk).exclude(place=place).update(place=place)
    record(_line(board, actor, {"order": [before, list(order)]}))


def _changeable(pk: int) -> Board:
    board = board_of(pk)
    if not may_change(board):
        raise PermissionDenied("Only whoever made this board, or somebody who may share views, can change it.")
    return board


def _named(name: str, shared: str, team_id: int | None, was: str) -> dict[str, Any]:
    errors: dict[str, str] = {}
    told = " ".join(name.split())
    if not told:
        errors["name"] = "Give the board a name."
    elif len(told) > LONGEST:
        errors["name"] = f"At most {LONGEST} characters; these are {len(told)}."
    if shared not in Board.Shared.values:
        errors["shared"] = "Choose who shall see it."
    elif shared not in {Board.Shared.MINE, was} and not current().may("views.share"):
        errors["shared"] = "Sharing boards needs a permission. Ask an owner for it, or keep this one to yourself."
    if shared == Board.Shared.TEAM and team_id is None:
        errors["team"] = "Choose the team."
    if errors:
        raise Refused(errors)
    return {"name": told, "shared": shared, "team_id": team_id if shared == Board.Shared.TEAM else None}


def _checked(told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a tile, those its kind does not need left empty. Raises Refused."""
    errors: dict[str, str] = {}
    kind = str(told.get("kind", ""))
    if kind not in NEEDS:
        raise Refused({"kind": "Choose what the tile shall show."})
    needs = NEEDS[kind]
    size = str(told.get("size") or Tile.Size.SMALL)
    if size not in Tile.Size.values:
        errors["size"] = "Choose a size."
    title = " ".join(str(told.get("title") or "").split())
    if len(title) > 80:
        errors["title"] = f"At most 80 characters; these are {len(title)}."
    text = str(told.get("text") or "").strip() if "text" in needs else ""
    if "text" in needs and not text:
        errors["text"] = "Write what it shall say."
    elif len(text) > LONGEST_TEXT:
        errors["text"] = f"At most {LONGEST_TEXT} characters; these are {len(text)}."
    metric, by, window = _measured(told, needs, errors)
    chosen = str(told.get("segment") or "") if "segment" in needs or kind in MEASURED else ""
    segment = None
    if chosen:
        segment = found().filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() else None
    if segment is None and (chosen or "segment" in needs):
        errors["segment"] = "Choose a segment."
    if errors:
        raise Refused(errors)
    return {
        "kind": kind, "size": size, "title": title, "metric": metric, "window": window, "by": by,
        "segment_id": segment.pk if segment else None, "text": text,
    }  # fmt: skip


def _measured(told: Mapping[str, Any], needs: Sequence[str], errors: dict[str, str]) -> tuple[str, str, str]:
    """Metric, breakdown and window, each checked where the kind needs it."""
    if "metric" not in needs:
        return "", "", "12m"
    from regulars.understand.metrics.breakdowns import BREAKDOWNS, possible  # noqa: PLC0415 -- loads ibis
    from regulars.understand.metrics.catalogue import EVERY  # noqa: PLC0415 -- as above
    from regulars.understand.metrics.spans import UnknownSpan, span  # noqa: PLC0415 -- beside the others

    metric = EVERY.get(str(told.get("metric", "")))
    if metric is None:
        errors["metric"] = "Choose one of the metrics."
    by = str(told.get("by") or "") if "by" in needs else ""
    if "by" in needs:
        breakdown = BREAKDOWNS.get(by)
        if breakdown is None:
            errors["by"] = "Choose by what."
        elif metric is not None and not possible(metric, breakdown):
            errors["by"] = f"{metric.title} is not told by {breakdown.title.lower()}. Choose another."
    window = str(told.get("window") or "12m")
    try:
        span(window, moments.now().date())
    except UnknownSpan as error:
        errors["window"] = str(error)
    return (metric.key if metric else ""), by, window[:30]


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", None)}


def _line(board: Board, actor: str, changes: Mapping[str, list[Any]]) -> Entry:
    return Entry(
        name="board.changed", occurred_at=moments.now(), source="house", source_id=new_token(), direction="", actor=actor,
        payload=Change(changes=dict(changes), note=board.name),
    )  # fmt: skip
