"""What the worker does with imports: run those that wait, go on with those whose runner was killed."""

from __future__ import annotations

from regulars.listen.imports.waiting import due


def run_due() -> bool:
    """Runs the oldest import that is due; says whether there was one. A file that cannot be read stops only itself."""
    job = due().first()
    if job is None:
        return False
    from regulars.listen.imports import actions  # noqa: PLC0415 -- loads what reads files, only once there is one

    try:
        actions.run(job)
    except (ValueError, OSError, actions.ClaimLost):
        # Whatever is wrong with the file or the disk stands on the import itself, for whoever opens it.
        return True
    return True
