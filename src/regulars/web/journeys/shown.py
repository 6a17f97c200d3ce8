"""A map as its page shows it. Pure: definition, figures and names in, words and geometry out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from regulars.understand.journeys.definition import Definition
from regulars.understand.journeys.figures import Leaving, Map, Met, Pain, Path
from regulars.understand.metrics.wording import percent
from regulars.web.journeys import said
from regulars.web.pictures.journey import Chart, Flow, Point, tall, wide
from regulars.web.words import count

# So many flows can be told apart in one picture; all of them stand in the table.
_ON, _WITHIN, _BACK = 26, 8, 6
_PATHS, _WAYS = 12, 30
_LEVELS = 4

Href = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class HarmRow:
    """One harm of a pain point."""

    clause: str
    arithmetic: str
    href: str


@dataclass(frozen=True, slots=True)
class PainRow:
    """One pain point of the list below the map."""

    number: int
    key: int
    name: str
    stage: str
    harms: tuple[HarmRow, ...]
    cost: str
    lost: str
    owner: str
    owner_id: str
    note: str

    @property
    def owner_at(self) -> str:
        """The id of its choice of owner on the page."""
        return f"owner-{self.key}"

    @property
    def note_at(self) -> str:
        """The id of its note on the page."""
        return f"note-{self.key}"


@dataclass(frozen=True, slots=True)
class Row:
    """One touchpoint of the table."""

    code: str
    name: str
    stage: str
    href: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathRow:
    """One path, or one branch of the tree of beginnings (`far`: how deep)."""

    names: tuple[str, ...]
    told: str
    share: float
    share_text: str
    href: str
    far: int = 0


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way between two touchpoints."""

    before: str
    after: str
    href: str
    times: str
    people: str
    median: str
    p90: str
    kind: str


@dataclass(frozen=True, slots=True)
class LeavingRow:
    """What precedes leaving."""

    sentence: str
    href: str


@dataclass(frozen=True, slots=True)
class Shown:
    """All of the page."""

    lead: tuple[str, ...]
    wide: Chart
    tall: Chart
    pains: tuple[PainRow, ...]
    painless: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    paths: tuple[PathRow, ...]
    tree: tuple[PathRow, ...]
    ways: tuple[WayRow, ...]
    leaving_lead: str
    leaving: tuple[LeavingRow, ...]


HEADS = (
    "Touchpoint", "People", "Visits", "Go no further", "Until the next", "Mood", "Complaints", "Contacts", "Too late",
    "Hours lost", "Channels",
)  # fmt: skip


def codes(definition: Definition) -> dict[int, str]:
    """A short name for each touchpoint: the letter of its stage and its number in it."""
    seen: dict[int, int] = {}
    found = {}
    for point in definition.touchpoints:
        seen[point.stage] = seen.get(point.stage, 0) + 1
        found[point.key] = f"{chr(ord('A') + point.stage)}{seen[point.stage]}"
    return found


def shown(definition: Definition, drawn: Map, href: Href, owners: Mapping[int, tuple[str, int | None, str]]) -> Shown:
    """The page of a map. `href`: the address of the people behind a mark. `owners`: touchpoint -> (name, id, note)."""
    # A touchpoint that was added or removed since the map was drawn has no figures, or no name.
    names = {point.key: point.name for point in definition.touchpoints}
    known = [pain for pain in drawn.pains if pain.key in names]
    points = _points(definition, drawn, known, href)
    flows = _flows(definition, drawn, names, href)
    stages = definition.stages
    return Shown(
        lead=tuple(said.lead(definition, drawn, names)),
        wide=wide(stages, points, flows),
        tall=tall(stages, points, flows),
        pains=tuple(_pain(n, pain, definition, names, drawn.currency, href, owners) for n, pain in enumerate(known, 1)),
        painless=said.painless(drawn),
        heads=HEADS,
        rows=_rows(definition, drawn, href),
        paths=_paths(drawn.paths[:_PATHS], drawn.began, names, href),
        tree=_tree(drawn, names, href),
        ways=_ways(definition, drawn, names, href),
        leaving_lead=_leaving_lead(drawn.leaving),
        leaving=_leaving(drawn.leaving, names, href),
    )


def _points(definition: Definition, drawn: Map, pains: Sequence[Pain], href: Href) -> list[Point]:
    ranks = {pain.key: n for n, pain in enumerate(pains, start=1)}
    losing = {pain.key for pain in pains if any(harm.kind == "leaving" for harm in pain.harms)}
    again = {way.before: way.times for way in drawn.ways if way.before == way.after}
    code = codes(definition)
    made = []
    for point in definition.touchpoints:
        met = drawn.met(point.key)
        left = met.left / met.ended if met.left and not point.may_end else None
        loops = f", {count(again[point.key])} × again" if point.key in again else ""
        people = said.many(met.people, "person", "people")
        rank = ranks.get(point.key, 0)
        made.append(
            Point(
                stage=point.stage,
                code=code[point.key],
                name=point.name,
                people=met.people,
                told=people,
                href=href(f"met:{point.key}"),
                label=f"{point.name}: {people}, {said.many(met.visits, 'visit')}{loops}",
                left=left,
                left_text="" if left is None else percent(left),
                left_href=href(f"left:{point.key}"),
                left_hurts=point.key in losing,
                left_label=f"{count(met.left)} visits of {point.name} were the last, of {count(met.ended)}",
                mood=met.mood if met.answers else None,
                mood_href=href(f"unhappy:{point.key}"),
                mood_label="" if met.mood is None else _felt(point.name, met),
                pain=rank,
                pain_href=f"#pain-{rank}" if rank else "",
            )
        )
    return made


def _felt(name: str, met: Met) -> str:
    bad = sum(mood.bad for mood in met.moods)
    return f"{name}: {met.mood:.0f} of 100 over {said.many(met.answers, 'answer')}, {count(bad)} of them bad"


def _flows(definition: Definition, drawn: Map, names: Mapping[int, str], href: Href) -> list[Flow]:
    place = {point.key: n for n, point in enumerate(definition.touchpoints)}
    stage = {point.key: point.stage for point in definition.touchpoints}
    limits = {1: _ON, 0: _WITHIN, -1: _BACK}
    made = []
    for way in drawn.ways:
        if way.before == way.after or way.before not in names or way.after not in names:
            continue
        direction = (stage[way.after] > stage[way.before]) - (stage[way.after] < stage[way.before])
        if limits[direction] == 0:
            continue
        limits[direction] -= 1
        label = (
            f"From {names[way.before]} to {names[way.after]}: {said.many(way.times, 'time')}, "
            f"{said.many(way.people, 'person', 'people')}, half of them within {said.span(way.median)}"
        )
        made.append(Flow(place[way.before], place[way.after], way.times, href(f"way:{way.before}:{way.after}"), label))
    # The thickest are drawn first, so that the thin ones lie on top and can be clicked.
    return sorted(made, key=lambda flow: -flow.times)


_MARKS = {"leaving": "left", "complaint": "complained", "bad_answer": "unhappy", "waiting": "late"}


def _pain(
    number: int,
    pain: Pain,
    definition: Definition,
    names: Mapping[int, str],
    currency: str,
    href: Href,
    owners: Mapping[int, tuple[str, int | None, str]],
) -> PainRow:
    stage = next(point.stage for point in definition.touchpoints if point.key == pain.key)
    owner, owner_id, note = owners.get(pain.key, ("", None, ""))
    return PainRow(
        number=number,
        key=pain.key,
        name=names[pain.key],
        stage=definition.stages[stage],
        harms=tuple(
            HarmRow(said.clause(harm), said.arithmetic(harm), href(f"{_MARKS[harm.kind]}:{pain.key}"))
            for harm in pain.harms
        ),
        cost=said.cost(pain.cost),
        lost=said.lost(pain, currency),
        owner=owner,
        owner_id="" if owner_id is None else str(owner_id),
        note=note,
    )


def _rows(definition: Definition, drawn: Map, href: Href) -> tuple[Row, ...]:
    code = codes(definition)
    made = []
    for point in definition.touchpoints:
        met = drawn.met(point.key)
        left = percent(met.left / met.ended) if met.ended else "—"
        late = "" if point.patience_hours is None else f"{count(met.late)} of {count(met.moved)}"
        cells = (
            count(met.people),
            count(met.visits),
            f"{left}, as it should be" if point.may_end and met.ended else left,
            said.span(met.median) or "—",
            "—" if met.mood is None else f"{met.mood:.0f} of 100 ({count(met.answers)})",
            count(met.complaints),
            percent(min(1.0, met.contacts / met.visits)) if met.visits else "—",
            late or "—",
            count(round(met.lost_hours)) if point.patience_hours is not None else "—",
            ", ".join(f"{name} {percent(n / met.visits)}" for name, n in met.channels[:3]) or "—",
        )
        made.append(Row(code[point.key], point.name, definition.stages[point.stage], href(f"met:{point.key}"), cells))
    return tuple(made)


def _mark(touches: Sequence[int]) -> str:
    return f"path:{'.'.join(map(str, touches))}"


def _paths(paths: Sequence[Path], began: int, names: Mapping[int, str], href: Href) -> tuple[PathRow, ...]:
    made = []
    for path in paths:
        if not all(key in names for key in path.touches):
            continue
        told = tuple(names[key] for key in path.touches) + (("and on",) if path.long else ())
        share = path.times / began if began else 0.0
        made.append(PathRow(told, said.many(path.times, "journey"), share, percent(share), href(_mark(path.touches))))
    return tuple(made)


def _tree(drawn: Map, names: Mapping[int, str], href: Href) -> tuple[PathRow, ...]:
    """The beginnings as a tree, told from the trunk: each branch with the three that most took from there."""
    children: dict[tuple[int, ...], list[Path]] = {}
    for path in drawn.beginnings:
        if all(key in names for key in path.touches):
            children.setdefault(path.touches[:-1], []).append(path)
    made: list[PathRow] = []

    def grow(trunk: tuple[int, ...], most: int) -> None:
        for path in children.get(trunk, [])[:most]:
            share = path.times / drawn.began if drawn.began else 0.0
            if share < 0.01:
                continue
            depth = len(path.touches) - 1
            told = said.many(path.times, "journey")
            made.append(
                PathRow((names[path.touches[-1]],), told, share, percent(share), href(_mark(path.touches)), depth)
            )
            if depth + 1 < _LEVELS:
                grow(path.touches, 3)

    grow((), 5)
    return tuple(made)


def _ways(definition: Definition, drawn: Map, names: Mapping[int, str], href: Href) -> tuple[WayRow, ...]:
    stage = {point.key: point.stage for point in definition.touchpoints}
    made = []
    for way in drawn.ways:
        if way.before not in names or way.after not in names:
            continue
        kind = "again" if way.before == way.after else "back" if stage[way.after] < stage[way.before] else ""
        made.append(
            WayRow(
                names[way.before],
                names[way.after],
                href(f"way:{way.before}:{way.after}"),
                count(way.times),
                count(way.people),
                said.span(way.median),
                said.span(way.p90),
                kind,
            )
        )
    return tuple(made[:_WAYS])


def _leaving_lead(leaving: Leaving | None) -> str:
    if leaving is None:
        return ""
    return (
        f"Of {said.many(leaving.people, 'person', 'people')} seen in the {leaving.before} days before "
        f"{leaving.day:%-d %B %Y}, {percent(leaving.gone / leaving.people)} were not seen in the {leaving.after} days after."
    )


def _leaving(leaving: Leaving | None, names: Mapping[int, str], href: Href) -> tuple[LeavingRow, ...]:
    if leaving is None:
        return ()
    return tuple(
        LeavingRow(
            said.precedent(each, leaving, names),
            href(f"way:{each.before}:{each.key}" if each.before else f"met:{each.key}"),
        )
        for each in leaving.precedents
        if each.key in names and (not each.before or each.before in names)
    )
