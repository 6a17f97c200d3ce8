"""What stands in a digest: sentences, what changed, alerts, targets, pictures. Read as whoever receives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from regulars.understand.boards.models import Tile
from regulars.understand.boards.queries import board_of, tiles_of
from regulars.understand.digests.models import Digest
from regulars.understand.metrics.measured import Measured
from regulars.understand.metrics.wording import part_name
from regulars.understand.scoreboard.board import Board
from regulars.understand.scoreboard.queries import latest
from regulars.understand.targets.models import Alert, Target
from regulars.understand.targets.queries import open_alerts, targets
from regulars.understand.targets.wording import spoken

# What the scoreboard's mail says, in this order.
KEYS = (
    "repeat_purchase_rate", "retention_rate", "return_rate_customers", "customers", "new_customers", "orders", "revenue",
)  # fmt: skip
DRAWN = ("repeat_purchase_rate", "return_rate_customers")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to draw: `what` names the drawing, `shows` says it to who cannot see it."""

    name: str
    what: str
    key: str
    shows: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a heading, sentences with their verdicts, rows of (name, value), a picture."""

    heading: str = ""
    sentences: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """All of a mail."""

    subject: str
    period: str
    link: str
    parts: tuple[Part, ...] = field(default=())
    scoreboard: Board | None = None


def content(digest: Digest) -> Content | None:
    """The digest for whoever acts; None while there are no numbers. Raises DoesNotExist for a board out of their sight."""
    scoreboard = latest()
    if scoreboard is None:
        return None
    window = scoreboard.window
    period = f"{window.start:%-d %B %Y} to {window.last:%-d %B %Y}, against the 12 months before"
    if digest.board_id is None:
        parts = [*_alerts(), *_targets(scoreboard), _metrics(scoreboard), *_pictures(scoreboard)]
        return Content(digest.name, period, "/understand/", tuple(parts), scoreboard)
    board = board_of(digest.board_id)
    parts = [part for tile in tiles_of(board) for part in _tile(tile, scoreboard)]
    return Content(
        digest.name, f"As of {scoreboard.as_of:%-d %B %Y}", f"/understand/boards/{board.pk}/", tuple(parts), scoreboard
    )


def verdict(metric: Measured) -> str:
    """`better, beyond chance`; empty where there is nothing to compare with."""
    if metric.verdict in {None, "same"}:
        return ""
    return f"{metric.verdict}, beyond chance" if metric.beyond_chance else str(metric.verdict)


def _alerts() -> list[Part]:
    found: Sequence[Alert] = open_alerts()[:8]
    if not found:
        return []
    return [Part("Worth a look", tuple((f"{alert.sentence} {alert.reason}".strip(), "") for alert in found))]


def _targets(scoreboard: Board) -> list[Part]:
    units = {metric.key: (metric.title, metric.unit, metric.currency) for metric in scoreboard.metrics}
    sentences = []
    for target in targets():
        title, unit, currency = units.get(target.metric, (target.metric.replace("_", " ").capitalize(), "", ""))
        wanted = f"{target.get_direction_display().lower()} {spoken(target.value, unit, currency)}"
        over = " in the month" if target.over == Target.Over.MONTH else ""
        said = f"{title}: {wanted}{over} by {target.due:%-d %B %Y}."
        if target.stands is not None:
            said += f" It stands at {spoken(target.stands, unit, currency)}"
            said += f" and heads for {spoken(target.foretold, unit, currency)}." if target.foretold is not None else "."
        sentences.append((said, target.get_state_display()))
    return [Part("Targets", tuple(sentences))] if sentences else []


def _metrics(scoreboard: Board) -> Part:
    known = {metric.key: metric for metric in scoreboard.metrics}
    return Part(
        "How our customers fare", tuple((known[key].sentence, verdict(known[key])) for key in KEYS if key in known)
    )


def _pictures(scoreboard: Board) -> list[Part]:
    buyers = Part("Month by month", picture=Picture("buyers", "buyers", "", "Customers who bought in each month."))
    return [
        buyers,
        *(_drawn(metric, metric.key) for metric in scoreboard.metrics if metric.key in DRAWN and _drawable(metric)),
    ]


def _drawable(metric: Measured) -> bool:
    return metric.unit == "share" and sum(point.final and point.value is not None for point in metric.series) > 2


def _drawn(metric: Measured, name: str) -> Part:
    return Part(metric.title, picture=Picture(name, "share", metric.key, f"{metric.title} by month."))


def _tile(tile: Tile, scoreboard: Board) -> list[Part]:
    """A tile as a mail says it. Who the people are stays on the board: a mail is forwarded and lies about."""
    answer: dict[str, Any] = tile.answer or {}
    known = {metric.key: metric for metric in scoreboard.metrics}
    heading, whom = tile.title, f" of {tile.segment}" if tile.segment else ""
    if tile.kind == Tile.Kind.TEXT:
        return [Part(heading, ((tile.text, ""),))]
    if tile.kind == Tile.Kind.ALERTS:
        return _alerts()
    if tile.kind == Tile.Kind.TARGETS:
        return _targets(scoreboard)
    if tile.kind == Tile.Kind.SEGMENT and tile.segment is not None:
        return [Part(heading or tile.segment.name, ((f"{tile.segment.size:,} customers.", ""),))]
    if tile.kind == Tile.Kind.COHORTS:
        shows = "Of those who first bought in a month, how many in a hundred bought so many months later."
        return [Part(heading or "Who came again", picture=Picture(f"tile-{tile.pk}", "cohorts", "", shows))]
    if tile.kind == Tile.Kind.TREND and tile.metric in known and tile.segment_id is None:
        metric = known[tile.metric]
        if _drawable(metric):
            picture = Picture(f"tile-{tile.pk}", "share", metric.key, f"{metric.title} by month.")
            return [Part(heading or metric.title, ((metric.sentence, verdict(metric)),), picture=picture)]
    if "parts" in answer:
        rows = tuple(
            (
                part_name(tile.by, part),
                "" if one["value"] is None else spoken(one["value"], one["unit"], one["currency"]),
            )
            for part, one in answer["parts"]
        )
        title = answer["parts"][0][1]["title"] if answer["parts"] else tile.metric
        return [Part((heading or f"{title} by {tile.by}") + whom, rows=rows)]
    if "one" in answer:
        one = answer["one"]
        said = "" if one["verdict"] in {None, "same"} else one["verdict"] + (", beyond chance" if one["beyond"] else "")
        return [Part((heading or one["title"]) + whom, ((one["sentence"], said),))]
    return []
