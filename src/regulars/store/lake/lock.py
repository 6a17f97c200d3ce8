"""One writer of the lake at a time. The kernel lets go of the lock however its holder ends."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager

from regulars.store.lake.place import Lake

PATIENCE = 600.0


class LakeBusy(RuntimeError):
    """Another process has been writing the lake for longer than we were ready to wait."""


@contextmanager
def writing(lake: Lake, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lake for writing; waits up to `patience` seconds, then raises LakeBusy."""
    lake.root.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience
    with lake.lock.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= until:
                    raise LakeBusy(
                        "The lake is being written by another process. Wait for it, then try again."
                    ) from error
                time.sleep(0.05)
        yield
