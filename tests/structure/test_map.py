"""docs/map.md leads to rooms that exist, and no room is missing from it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "regulars"
STAGES = ("access", "know", "listen", "understand", "act", "improve", "store")


def rooms() -> list[str]:
    text = (ROOT / "docs" / "map.md").read_text()
    return re.findall(r"\| `([a-z_/.]+)` \|", text)


def test_every_room_on_the_map_exists() -> None:
    assert [room for room in rooms() if not (SOURCE / room).exists()] == []


def test_every_noun_folder_is_on_the_map() -> None:
    named = {room.rstrip("/") for room in rooms()}
    nouns = {
        f"{stage}/{folder.name}"
        for stage in STAGES
        if (SOURCE / stage).exists()
        for folder in (SOURCE / stage).iterdir()
        if folder.is_dir() and (folder / "__init__.py").exists()
    }
    assert nouns - named == set()
