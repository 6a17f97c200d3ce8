"""The tiles of a board, ready for their templates: everything they show is read in a handful of queries for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from regulars.kit import moments
from regulars.know.customers.queries import by_ids
from regulars.understand.boards.models import Tile
from regulars.understand.boards.tiles import MEASURED
from regulars.understand.insights.queries import insights_of
from regulars.understand.metrics.wording import part_name
from regulars.understand.scoreboard.board import Board
from regulars.understand.scoreboard.queries import latest
from regulars.understand.segments.models import SegmentDay
from regulars.understand.targets.queries import open_alerts, targets
from regulars.understand.targets.wording import spoken
from regulars.web.customers.rows import rows as people_rows
from regulars.web.pictures.cohort import cohort_table
from regulars.web.pictures.spark import spark
from regulars.web.understand import months
from regulars.web.understand.said import draw
from regulars.web.understand.targets import shown as shown_target

PEOPLE_SHOWN = 8
ALERTS_SHOWN = 5
COHORTS = 12
DAYS_DRAWN = 90
WIDTH, HEIGHT = 480, 130
_TITLES = {Tile.Kind.ALERTS.value: "Worth a look", Tile.Kind.TARGETS.value: "Targets"}
Context = dict[str, Any]


def shown(tiles: Sequence[Tile]) -> list[Context]:
    """Each tile with its template and what that needs. The number of queries does not grow with the tiles."""
    board = latest()
    kinds = {tile.kind for tile in tiles}
    found = _people(tiles) if Tile.Kind.PEOPLE in kinds else {}
    days = _days(tiles) if Tile.Kind.SEGMENT in kinds else {}
    alerts = open_alerts() if Tile.Kind.ALERTS in kinds and board else []
    goals = [shown_target(one, board) for one in targets()] if Tile.Kind.TARGETS in kinds else []
    made = []
    for tile in tiles:
        told: Context = {"alerts": alerts[:ALERTS_SHOWN], "more": max(0, len(alerts) - ALERTS_SHOWN), "targets": goals}
        told["title"] = _TITLES.get(tile.kind, "")
        if tile.kind in MEASURED:
            told = _measured(tile, board, found)
        elif tile.kind == Tile.Kind.COHORTS:
            told = _cohorts(board)
        elif tile.kind == Tile.Kind.SEGMENT:
            told = _segment(tile, days.get(tile.segment_id or 0, []))
        elif tile.kind == Tile.Kind.TEXT:
            told = {"text": tile.text, "title": ""}
        template = f"boards/tiles/{'waiting' if told.get('waiting') else tile.kind}.html"
        made.append(told | {"tile": tile, "title": tile.title or told.get("title", ""), "template": template})
    return made


def _people(tiles: Iterable[Tile]) -> Mapping[int, Any]:
    """Rows of the people on any of the tiles, by customer, as far as whoever looks sees them."""
    ids = {pk for tile in tiles if tile.kind == Tile.Kind.PEOPLE for pk in (tile.answer or {}).get("ids", ())}
    if not ids:
        return {}
    ordered = sorted(ids)
    return {int(row["pk"]): row for row in people_rows(by_ids(ordered), insights_of(ordered), moments.now())}


def _days(tiles: Iterable[Tile]) -> Mapping[int, list[tuple[date, int]]]:
    ids = {tile.segment_id for tile in tiles if tile.segment_id is not None}
    since = moments.now().date().toordinal() - DAYS_DRAWN
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = SegmentDay.objects.filter(segment__in=ids, day__gte=date.fromordinal(since))
    for segment, day, size in rows.order_by("day").values_list("segment_id", "day", "size"):
        found[segment].append((day, size))
    return found


def _measured(tile: Tile, board: Board | None, people: Mapping[int, Any]) -> Context:
    on_board = None
    if board is not None and tile.segment_id is None and tile.window == "12m":
        on_board = next((one for one in board.metrics if one.key == tile.metric), None)
    if tile.kind == Tile.Kind.TREND and on_board is not None and on_board.series:
        drawing, words = draw(on_board.series, board.marks if board else {}, width=WIDTH, height=HEIGHT)
        return {"title": on_board.title, "sentence": on_board.sentence, "drawing": drawing, "drawn": words, "of": ""}
    if tile.answer is None:
        return {"waiting": True, "title": _title(tile, board)}
    if "problem" in tile.answer:
        return {"problem": tile.answer["problem"], "title": _title(tile, board)}
    whom = f" of {tile.segment}" if tile.segment else ""
    if tile.kind == Tile.Kind.PEOPLE:
        seen = [people[pk] for pk in tile.answer["ids"] if pk in people]
        title = f"{_title(tile, board)}: the people"
        return {"title": title, "rows": seen[:PEOPLE_SHOWN], "more": len(seen) > PEOPLE_SHOWN, "of": whom}
    if tile.kind == Tile.Kind.BREAKDOWN:
        return _parts(tile, board) | {"of": whom}
    one = tile.answer["one"]
    if tile.kind == Tile.Kind.TREND:
        return _trend(tile.answer) | {"of": whom}
    value = None if one["value"] is None else spoken(one["value"], one["unit"], one["currency"])
    tone = {"better": "good", "worse": "bad"}.get(one["verdict"] or "", "")
    verdict = (
        "" if one["verdict"] in {None, "same"} else f"{one['verdict']}{', beyond chance' if one['beyond'] else ''}"
    )
    first, last = (date.fromisoformat(day) for day in one["window"])
    return {
        "title": one["title"], "value": value, "sentence": one["sentence"], "tone": tone, "verdict": verdict, "of": whom,
        "window": f"{first:%-d %b %Y} to {last:%-d %b %Y}", "href": f"/understand/people/{tile.metric}/" if on_board else "",
    }  # fmt: skip


def _title(tile: Tile, board: Board | None) -> str:
    known = {one.key: one.title for one in board.metrics} if board else {}
    return known.get(tile.metric, tile.metric.replace("_", " ").capitalize())


def _parts(tile: Tile, board: Board | None) -> Context:
    parts = (tile.answer or {})["parts"]
    most = max((abs(one["value"]) for _, one in parts if one["value"] is not None), default=0.0) or 1.0
    rows = [
        {
            "part": part_name(tile.by, part),
            "value": "" if one["value"] is None else spoken(one["value"], one["unit"], one["currency"]),
            "share": abs(one["value"] or 0) / most,
            "sentence": one["sentence"],
        }
        for part, one in parts
    ]
    title = parts[0][1]["title"] if parts else _title(tile, board)
    return {"title": f"{title} by {tile.by.replace('_', ' ')}", "parts": rows, "more": (tile.answer or {})["more"]}


def _trend(answer: Mapping[str, Any]) -> Context:
    told, one = answer["months"], answer["one"]
    drawing = spark(
        [value for _, value, _, _ in told],
        low=[low for _, _, low, _ in told],
        high=[high for *_, high in told],
        width=WIDTH,
        height=HEIGHT,
    )
    words = "Not enough months for a picture"
    if told:
        said = [(month, value) for month, value, *_ in told if value is not None]
        ends = [f"{spoken(v, one['unit'], one['currency'])} in {months.short(m)}" for m, v in (said[:1] + said[-1:])]
        words = f"By month, from {' to '.join(ends)}" if ends else words
    return {"title": one["title"], "sentence": one["sentence"], "drawing": drawing, "drawn": words}


def _cohorts(board: Board | None) -> Context:
    if board is None:
        return {"title": "Cohorts", "table": None}
    chosen = board.cohorts[-COHORTS:]

    def href(row: int, month: int) -> str:
        return f"/understand/people/cohort/?{urlencode({'part': f'{chosen[row].cohort}:{month}'})}"

    table = cohort_table([(months.short(c.cohort), c.active[:COHORTS]) for c in chosen], href)
    return {"title": "Who came when, and who came again", "table": table}


def _segment(tile: Tile, days: Sequence[tuple[date, int]]) -> Context:
    segment = tile.segment
    if segment is None or segment.removed_at is not None:
        return {"title": "A segment", "problem": "This segment is not there any more."}
    drawing = spark([float(size) for _, size in days], width=WIDTH, height=HEIGHT)
    words = f"From {days[0][1]:,} on {days[0][0]:%-d %b} to {days[-1][1]:,}" if days else "No days yet"
    return {"title": segment.name, "size": f"{segment.size:,}", "drawing": drawing, "drawn": words}
