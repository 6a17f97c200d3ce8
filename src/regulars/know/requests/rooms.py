"""Every room that keeps something about persons: an app with a module `privacy`, found as Django finds its apps.

Such a module has `told(part_ids) -> dict` (all it keeps of them, ready for JSON) and `erase(part_ids) -> int` (removes it in
the caller's transaction, says how many rows). One that keeps words of persons without knowing whose may have
`erase_values(texts) -> int`, which removes whatever names one of the texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

OURS = "regulars."


@dataclass(frozen=True, slots=True)
class Room:
    """One app's way to tell and erase. `name` is the app's label."""

    name: str
    module: ModuleType

    def told(self, part_ids: Sequence[int]) -> dict[str, Any]:
        """What this room keeps of them."""
        found: dict[str, Any] = self.module.told(part_ids)
        return found

    def erase(self, part_ids: Sequence[int], values: Sequence[str]) -> int:
        """Remove it, in the caller's transaction. Returns how many rows and files."""
        gone = int(self.module.erase(part_ids))
        by_value = getattr(self.module, "erase_values", None)
        return gone + (int(by_value(values)) if by_value is not None else 0)


@cache
def rooms() -> tuple[Room, ...]:
    """All of them, the customers' own rows last: the others may still have to look there."""
    found = [
        Room(app.label, import_module(f"{app.name}.privacy"))
        for app in apps.get_app_configs()
        # The web's own room of that name holds pages.
        if app.name.startswith(OURS) and app.label != "web" and module_has_submodule(app.module, "privacy")
    ]
    return tuple(sorted(found, key=lambda room: (room.name in {"identities", "customers"}, room.name == "customers")))
