"""What imports keep of a person, and taking it away: the state before an import, rows that did not go in, waiting files."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from regulars.listen.imports.erased_rows import REASON
from regulars.listen.imports.models import Import, Refusal, Touched

_WAITING = (Import.Status.DRAFT, Import.Status.FAILED)
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """Which files told of them."""
    rows = Touched.objects.filter(customer_id__in=part_ids).select_related("import_of").order_by("pk")
    files = [{"file": row.import_of.filename, "at": row.import_of.created_at.isoformat()} for row in rows]
    return {"imports": files} if files else {}


def erase(part_ids: Sequence[int]) -> int:
    """Remove what undoing an import would have put back. The import can still be undone for everybody else."""
    return Touched.objects.filter(customer_id__in=part_ids).delete()[0]


def erase_values(texts: Sequence[str]) -> int:
    """Remove rows that did not go in and name one of the texts, and waiting files of plain text that do.

    Returns how many. A waiting workbook is packed and not looked into; whoever starts it is told of rows about erased people.
    """
    wanted = [text.casefold() for text in texts if text]
    if not wanted:
        return 0
    gone = 0
    for job in Import.objects.all().iterator():
        rows = _rows_naming(job.failed_file, wanted) if job.failed_file.exists() else set()
        said = {
            refusal.row for refusal in job.refusals.all() if any(text in refusal.reason.casefold() for text in wanted)
        }
        if rows | said:
            gone += Refusal.objects.filter(import_of=job, row__in=rows | said).update(reason=REASON)
            # Files change only once the erasure stands: it could still be undone by an error.
            transaction.on_commit(partial(_without, job.failed_file, rows))
        if job.status in _WAITING and job.file.exists() and _speaks_of(job.file, wanted):
            gone += 1
            transaction.on_commit(partial(shutil.rmtree, job.folder, ignore_errors=True))
            job.delete()
    return gone


def _rows_naming(path: Path, wanted: Sequence[str]) -> set[int]:
    """The numbers of the rows that hold one of the texts."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            int(row[0])
            for row in csv.reader(file)
            if row and row[0].isdigit() and any(text in "\n".join(row).casefold() for text in wanted)
        }


def _without(path: Path, numbers: set[int]) -> None:
    """Write the file of rows that did not go in anew, with these left empty."""
    if not path.exists():
        return
    draft = path.with_suffix(".part")
    with path.open(encoding="utf-8-sig", newline="") as old, draft.open("w", encoding="utf-8-sig", newline="") as new:
        writer = csv.writer(new)
        for row in csv.reader(old):
            emptied = row[0].isdigit() and int(row[0]) in numbers
            writer.writerow([row[0], row[1], REASON] if emptied else row)
    draft.replace(path)


def _speaks_of(path: Path, wanted: Sequence[str]) -> bool:
    patterns = {text.encode(encoding, "ignore") for text in wanted for encoding in _ENCODINGS}
    longest = max(map(len, patterns))
    rest = b""
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            looked = (rest + piece).lower()
            if any(pattern and pattern in looked for pattern in patterns):
                return True
            rest = looked[-longest:]
    return False
