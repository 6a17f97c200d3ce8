"""Figures from a file: CSV or XLSX with one figure a row, and the file to begin with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from regulars.kit.refused import Refused
from regulars.understand.inputs.actions import Told, enter_many
from regulars.understand.metrics.asked import ASKED

COLUMNS = ("figure", "value", "from", "to", "category", "segment", "initiative", "note")
MOST_ROWS = 5_000
_EXAMPLES = {
    "share": "35 %",
    "money": "2.50",
    "days": "180",
    "hours": "Mon-Fri 09:00-17:00",
    "number": "1",
}


def template() -> str:
    """A CSV file to fill in: each kind of figure once, with an example in its note and no value yet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for asked in ASKED.values():
        until = "2026-12-31" if asked.flow else ""
        initiative = "Fitting room" if asked.of_label else ""
        note = f"{asked.title}, for example {_EXAMPLES[asked.unit]}. Rows without a value are passed over."
        writer.writerow((asked.kind, "", "2026-01-01", until, "", "", initiative, note))
    return out.getvalue()


def bring(path: Path, *, actor: str) -> int:
    """Enter the figures of a file, all or none; returns how many. Raises Refused with each row that cannot be read."""
    return enter_many(_rows(path), actor=actor)


def _rows(path: Path) -> Iterator[tuple[int, Told]]:
    # The imports read spreadsheets with libraries that a page does not need otherwise.
    from regulars.listen.imports.detect import detect  # noqa: PLC0415
    from regulars.listen.imports.layout import UnreadableFile  # noqa: PLC0415
    from regulars.listen.imports.read_file import batches  # noqa: PLC0415

    try:
        layout = detect(path)
        names = {name.strip().lower(): name for name in layout.columns}
        missing = [name for name in ("figure", "value", "from") if name not in names]
        if missing:
            raise Refused(
                {"file": f"The file lacks the column {missing[0]!r}. Begin with the template; it has them all."}
            )
        read = 0
        for batch in batches(path, layout):
            for number, row in zip(batch.rows.to_pylist(), batch.table.to_pylist(), strict=True):
                cells = {name: str(row.get(column) or "").strip() for name, column in names.items()}
                if not cells["value"]:
                    continue
                read += 1
                if read > MOST_ROWS:
                    raise Refused({"file": f"The file has more than {MOST_ROWS} figures; bring it in parts."})
                yield number, _told(cells)
    except UnreadableFile as error:
        raise Refused({"file": str(error)}) from error


def _told(cells: dict[str, str]) -> Told:
    kind = cells["figure"].lower().replace(" ", "_")
    by_title = {asked.title.lower(): asked.kind for asked in ASKED.values()}
    return Told(
        kind=by_title.get(cells["figure"].lower(), kind),
        value=cells["value"],
        starts_on=cells["from"].partition("T")[0].partition(" ")[0],
        ends_on=cells.get("to", "").partition("T")[0].partition(" ")[0],
        category=cells.get("category", ""),
        segment=cells.get("segment", ""),
        label=cells.get("initiative", ""),
        note=cells.get("note", "") if "Rows without a value" not in cells.get("note", "") else "",
    )
