"""What the worker does with imports: run those that wait, go on with those whose runner was killed."""

from __future__ import annotations

from regulars.listen.imports.actions import ClaimLost, ImportRefused, run
from regulars.listen.imports.layout import UnreadableFile
from regulars.listen.imports.queries import due


def run_due() -> bool:
    """Runs the oldest import that is due; says whether there was one. A file that cannot be read stops only itself."""
    job = due().first()
    if job is None:
        return False
    try:
        run(job)
    except (UnreadableFile, ClaimLost, ImportRefused):
        # The import row says why, to whoever opens it.
        return True
    return True
