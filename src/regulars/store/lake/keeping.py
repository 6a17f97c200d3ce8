"""What can be done with the lake: bring it up to date, make it anew, tidy it, compare it with the database."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from datetime import timedelta

from regulars.store.lake import delta, schemas
from regulars.store.lake.filling import Filled, Progress, fill
from regulars.store.lake.here import our_lake, our_source
from regulars.store.lake.lock import writing
from regulars.store.lake.place import Lake, Snapshot, current, point_to
from regulars.store.lake.position import Position
from regulars.store.lake.source import Source

FIRST = "g000001"
# Readers hold the files of what they opened for as long as a query takes; none takes this long.
HELD = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Synced:
    """Rows written to each table, rows taken out by reverted imports, and how long it took."""

    rows: dict[str, int]
    removed: int
    position: Position
    seconds: float


@dataclass(frozen=True, slots=True)
class Compacted:
    """Files merged into larger ones, old files removed, and outdated generations removed."""

    merged: int
    removed: int
    generations: int


def sync(source: Source | None = None, lake: Lake | None = None, progress: Progress | None = None) -> Synced:
    """Bring the lake up to date. One at a time; waits for another that runs. Killed anywhere, it loses and doubles nothing."""
    lake = lake or our_lake()
    began = time.monotonic()
    with writing(lake), source or our_source() as database:
        now = current(lake)
        filled = fill(database, lake, now.generation if now else FIRST, progress)
        if now != filled.snapshot:
            point_to(lake, filled.snapshot)
    return _synced(filled, began)


def rebuild(source: Source | None = None, lake: Lake | None = None, progress: Progress | None = None) -> Synced:
    """Make the lake anew beside the old one, which readers keep until the new one takes its place in one step."""
    lake = lake or our_lake()
    began = time.monotonic()
    with writing(lake), source or our_source() as database:
        now = current(lake)
        generation = f"g{int((now.generation if now else 'g0')[1:]) + 1:06d}"
        # The remains of a rebuild that was killed.
        shutil.rmtree(lake.root / generation, ignore_errors=True)
        filled = fill(database, lake, generation, progress)
        point_to(lake, filled.snapshot)
    return _synced(filled, began)


def compact(lake: Lake | None = None, held: timedelta = HELD) -> Compacted:
    """Merge small files and remove what no reader may still hold: files and generations out of use for longer than `held`."""
    lake = lake or our_lake()
    with writing(lake):
        now = current(lake)
        if now is None:
            return Compacted(0, 0, 0)
        tables = {name: delta.open_table(lake, now.generation, name) for name in schemas.TABLES}
        merged = sum(delta.merge_small_files(table) for table in tables.values())
        point_to(
            lake, Snapshot(now.generation, {name: table.version() for name, table in tables.items()}, now.position)
        )
        removed = sum(delta.remove_old_files(table, held) for table in tables.values())
        return Compacted(merged, removed, _remove_generations(lake, now, held))


def purge(lake: Lake | None = None) -> int:
    """Remove every file that readers of the present lake do not need: what erased people left there is gone then.

    Generations out of use go too. Returns how many files went.
    """
    lake = lake or our_lake()
    with writing(lake):
        now = current(lake)
        if now is None:
            return 0
        tables = [delta.open_table(lake, now.generation, name) for name in schemas.TABLES]
        return sum(map(delta.forget_history, tables)) + _remove_generations(lake, now, timedelta(0))


def _remove_generations(lake: Lake, now: Snapshot, held: timedelta) -> int:
    replaced = time.time() - lake.pointer.stat().st_mtime
    removed = 0
    for folder in sorted(lake.root.glob("g[0-9]*")):
        age = time.time() - folder.stat().st_mtime
        if (
            folder.name != now.generation
            and min(age, replaced if folder.name < now.generation else age) >= held.total_seconds()
        ):
            shutil.rmtree(folder)
            removed += 1
    return removed


def _synced(filled: Filled, began: float) -> Synced:
    return Synced(filled.rows, filled.removed, filled.snapshot.position, time.monotonic() - began)
