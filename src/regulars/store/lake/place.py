"""Where the lake lies, and which versions of its tables belong together.

    lake/current.json        the generation in use, the version of each table, and how far they have read
    lake/<generation>/<table>/   one Delta table each

`current.json` is replaced in one step after a sync, so a reader always opens tables that fit each other, and a rebuilt
lake takes the place of the old one at once. This file needs nothing but the standard library: the idle worker reads it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from regulars.store.lake.position import Position


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Tables that belong together: generation, version of each, and the place up to which all have read."""

    generation: str
    versions: dict[str, int]
    position: Position

    @property
    def name(self) -> str:
        """What the tables hold, in a word: equal names, equal rows, however the files were put together since."""
        return f"{self.generation}/{self.position.transaction}.{self.position.interaction}"


@dataclass(frozen=True, slots=True)
class Lake:
    """A folder that holds a lake or will."""

    root: Path

    @property
    def pointer(self) -> Path:
        """The file that says what is current."""
        return self.root / "current.json"

    @property
    def lock(self) -> Path:
        """The file whoever writes holds locked."""
        return self.root / "writing.lock"

    def table(self, generation: str, name: str) -> Path:
        """The folder of one Delta table."""
        return self.root / generation / name


def current(lake: Lake) -> Snapshot | None:
    """What readers open now; None for a lake that was never filled."""
    try:
        told = json.loads(lake.pointer.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Snapshot(told["generation"], told["versions"], Position(told["transaction"], told["interaction"]))


def point_to(lake: Lake, snapshot: Snapshot) -> None:
    """Make `snapshot` what readers open. It is there wholly or not at all, also after a power cut."""
    told = {
        "generation": snapshot.generation,
        "versions": snapshot.versions,
        "transaction": snapshot.position.transaction,
        "interaction": snapshot.position.interaction,
    }
    draft = lake.pointer.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(told, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(lake.pointer)
