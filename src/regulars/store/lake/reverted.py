"""Taking out of the lake what a reverted import had put in."""

from __future__ import annotations

import msgspec
from deltalake import DeltaTable

from regulars.store.lake import delta, schemas


class _Undoing(msgspec.Struct, gc=False):
    """The payload of `import.reverted`: whose lines left, and between which ids, each as [value, None] or alone."""

    changes: dict[str, object] = {}


_decode = msgspec.json.Decoder(_Undoing).decode


def take_back(tables: dict[str, DeltaTable], properties: str) -> int:
    """Remove the lines that one `import.reverted` speaks of. Doing it again does nothing. Returns how many went."""
    changes = _decode(properties).changes
    actor, first, last = (_alone(changes.get(name)) for name in ("actor", "first", "last"))
    if not actor:
        return 0
    quoted = str(actor).replace("'", "''")
    between = f"BETWEEN {int(str(first or 0))} AND {int(str(last or 0))}"
    return sum(
        delta.remove(tables[name], f"{schemas.PLACE[name]} {between} AND actor = '{quoted}'") for name in schemas.RECORD
    )


def _alone(told: object) -> object:
    return told[0] if isinstance(told, list) and told else told
