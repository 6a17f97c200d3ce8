"""What imports keep of a person, and taking it away: the state before an import, rows that did not go in, waiting files."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

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
    for refusal in Refusal.objects.all().iterator():
        if any(text in refusal.reason.casefold() for text in wanted):
            refusal.reason = "the row spoke of somebody who was erased"
            refusal.save(update_fields=["reason"])
            gone += 1
    for job in Import.objects.all().iterator():
        # Files change only once the erasure stands: it could still be undone by an error.
        if job.failed_file.exists():
            gone += 1
            transaction.on_commit(lambda path=job.failed_file: _without(path, wanted))  # type: ignore[misc]
        if job.status in _WAITING and job.file.exists() and _speaks_of(job.file, wanted):
            gone += 1
            transaction.on_commit(lambda path=job.folder: shutil.rmtree(path, ignore_errors=True))  # type: ignore[misc]
            job.delete()
    return gone


def _without(path: Path, wanted: Sequence[str]) -> None:
    """Write the file anew without the rows that name one of the texts."""
    draft = path.with_suffix(".part")
    with path.open(encoding="utf-8-sig", newline="") as old, draft.open("w", encoding="utf-8-sig", newline="") as new:
        writer = csv.writer(new)
        for row in csv.reader(old):
            line = "\n".join(row).casefold()
            if not any(text in line for text in wanted):
                writer.writerow(row)
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
