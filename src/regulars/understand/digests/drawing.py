"""The pictures of a digest as PNG: mail programs show no SVG. Loads the drawing libraries; worker only."""

from __future__ import annotations

import vl_convert

from regulars.understand.digests.content import Picture
from regulars.understand.metrics.months import is_final
from regulars.understand.metrics.window import month_of
from regulars.understand.report import pictures
from regulars.understand.scoreboard.board import Board

MONTHS = 24
# Twice the size it is shown at, for sharp screens.
SCALE = 1.6
WIDTH = 560


def drawn(picture: Picture, board: Board) -> bytes | None:
    """The picture on the colour of paper; None where there is too little to draw."""
    made = _svg(picture, board)
    if made is None:
        return None
    return bytes(vl_convert.svg_to_png(_on_paper(made.wide), scale=SCALE))


def _svg(picture: Picture, board: Board) -> pictures.Picture | None:
    if picture.what == "cohorts":
        return pictures.cohorts(board.cohorts)
    if picture.what == "buyers":
        last = month_of(board.as_of)
        unfinished = "" if is_final(last, 0, board.as_of) else last.isoformat()[:7]
        return pictures.buyers(board.months[-MONTHS:], unfinished)
    return pictures.share(board.metric(picture.key), pictures.CLAY)


def _on_paper(svg: str) -> str:
    """A mail shown on black must not hide dark letters: the picture brings its own ground."""
    return svg.replace(">", '><rect width="100%" height="100%" fill="#fffdf9"/>', 1)
