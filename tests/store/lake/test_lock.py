"""One writer at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.migrated import environment

from regulars.store.lake.lock import LakeBusy, writing
from regulars.store.lake.place import Lake

HOLD = """
import sys
from pathlib import Path
from regulars.store.lake.lock import writing
from regulars.store.lake.place import Lake
with writing(Lake(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_second_writer_waits_and_gives_up(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        env=environment(tmp_path, ""), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(LakeBusy, match="another process"), writing(Lake(tmp_path), patience=0.1):
        pass
    # However the holder ends, the lock is free.
    holder.kill()
    holder.communicate()
    with writing(Lake(tmp_path), patience=5):
        pass
