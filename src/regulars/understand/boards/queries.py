"""Reading boards: those whoever acts may open, and their tiles."""

from __future__ import annotations

from django.db.models import Q

from regulars.access.acting import current, require
from regulars.understand.boards.models import Board, Tile

MOST_SHOWN = 200


def opened_to() -> Q:
    """The condition for boards that whoever acts may open: their own, their teams' and everybody's."""
    who = current()
    if not who.may("numbers.see"):
        return Q(pk__in=())
    mine = Q(owner=who.user_id) if who.user_id is not None else Q(pk__in=())
    return mine | Q(shared=Board.Shared.ALL) | Q(shared=Board.Shared.TEAM, team__members=who.user_id)


def boards() -> list[Board]:
    """The boards whoever acts may open, by name. One query."""
    require("numbers.see")
    return list(
        Board.objects.filter(opened_to()).select_related("owner").distinct().order_by("name", "pk")[:MOST_SHOWN]
    )


def board_of(pk: int) -> Board:
    """One of those. Raises DoesNotExist."""
    require("numbers.see")
    return Board.objects.filter(opened_to(), pk=pk).select_related("owner", "team").distinct().get()


def tiles_of(board: Board) -> list[Tile]:
    """The tiles of a board in their order. One query."""
    require("numbers.see")
    return list(board.tiles.select_related("segment").order_by("place", "pk"))


def tile_of(pk: int) -> Tile:
    """A tile of a board that whoever acts may open. Raises DoesNotExist."""
    require("numbers.see")
    tile = Tile.objects.select_related("segment", "board").get(pk=pk)
    board_of(tile.board_id)
    return tile


def may_change(board: Board) -> bool:
    """Whether whoever acts may change or remove it: its owner, and for a shared one whoever may share."""
    who = current()
    own = who.user_id is not None and board.owner_id == who.user_id
    return own or (board.shared != Board.Shared.MINE and who.may("views.share"))
