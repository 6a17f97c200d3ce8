"""The file of rows that did not go in: row number, field, reason, and the row as it stood."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from regulars.listen.imports.erased_rows import REASON, speaking_of_erased
from regulars.listen.imports.layout import Layout
from regulars.listen.imports.read_file import batches

HEADER = ("row", "field", "reason")
# A cell that begins like this would be run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "@", "\t", "\r")


def write_failed(
    path: Path, layout: Layout, refused: Mapping[int, tuple[str, str]], out: Path, source: str = ""
) -> set[int]:
    """Reads the file once more and writes its refused rows (row -> field, reason) as CSV in UTF-8.

    Returns the rows that are left empty there, since they speak of people who were erased.
    """
    draft = out.with_suffix(".part")
    emptied: set[int] = set()
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEADER, *map(_safe, layout.columns)])
        wanted = pa.array(sorted(refused), pa.int64())
        for batch in batches(path, layout):
            bent = {row.row: row.cells for row in batch.rejected if row.row in refused}
            mask = pc.is_in(batch.rows, value_set=wanted)
            rows = batch.rows.filter(mask).to_pylist()
            cells = zip(*(column.filter(mask).to_pylist() for column in batch.table.columns), strict=True)
            found = bent | dict(zip(rows, cells, strict=True))
            erased = speaking_of_erased(found, source)
            emptied |= erased
            for number in sorted(found):
                if number in erased:
                    writer.writerow([number, refused[number][0], REASON])
                else:
                    writer.writerow([number, *refused[number], *(_safe(cell or "") for cell in found[number])])
    draft.replace(out)
    return emptied


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and not cell[1:2].isdigit() else cell
