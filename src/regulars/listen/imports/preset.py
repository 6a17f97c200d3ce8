"""What the export of one program looks like."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.listen.imports.fields import Kind


@dataclass(frozen=True)
class Preset:
    """`signs`: headers (folded) that together tell the export; `columns`: folded header -> field."""

    name: str
    source: str
    kind: Kind
    signs: frozenset[str]
    columns: dict[str, str]


def make_preset(name: str, source: str, kind: Kind, signs: str, columns: str) -> Preset:
    """A preset told in two texts: signs parted by |, and header=field parted by |."""
    pairs = {header: target for header, _, target in (part.strip().rpartition("=") for part in columns.split("|"))}
    return Preset(name, source, kind, frozenset(sign.strip() for sign in signs.split("|")), pairs)
