"""How soon `regulars serve` answers on the demo company, and what all its processes weigh when idle.

    python bench/startup.py

The floor is granian with bench/bare_view.py on the same data: Python, Django and the same server, and nothing of ours.
Memory is the resident set of the whole process tree (server, its worker processes, the background worker), each shared
page counted for every process that has it, so it says rather too much than too little.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from served import answered, free_port, serve_command

SECONDS, MEGABYTES = 4.0, 400.0
HERE = Path(__file__).resolve().parent


def tree(pid: int) -> list[int]:
    """The process and everything it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = [pid]
    if children.exists():
        for child in children.read_text().split():
            found += tree(int(child))
    return found


def resident(pid: int) -> float:
    """Megabytes of the process tree; a process that ended meanwhile weighs nothing."""
    total = 0
    for member in tree(pid):
        try:
            status = Path(f"/proc/{member}/status").read_text()
        except FileNotFoundError:
            continue
        total += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return total / 1024


def measure(command: list[str], home: Path, port: int, path: str, idle: float) -> tuple[float, float]:
    """(seconds to the first page, megabytes after `idle` seconds)."""
    environment = os.environ | {"REGULARS_HOME": str(home)}
    with (home / "startup.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            took = answered(port, process, path)
            time.sleep(idle)
            return took, resident(process.pid)
        finally:
            process.terminate()
            process.wait(30)


def main() -> int:
    """Measure, print, and say by the exit code whether the bounds hold."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--customers", type=int, default=3000, help="size of the demo company")
    asked.add_argument("--idle", type=float, default=90.0, help="seconds after which it counts as idle")
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--json", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = os.environ | {"REGULARS_HOME": folder}
        demo = [sys.executable, "-m", "regulars", "demo", "--no-serve", "--customers", str(options.customers)]
        subprocess.run(demo, env=environment, check=True, stdout=subprocess.DEVNULL)
        starts = []
        for run in range(options.runs):
            port = free_port()
            # The numbers are computed by the first run's worker; the last run's memory is that of a quiet day.
            idle = options.idle if run in {0, options.runs - 1} else 0.0
            took, weight = measure(serve_command(port), home, port, "/login/", idle)
            starts.append(took)
        port = free_port()
        bare = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
                "--working-dir", str(HERE), "bare_view:application"]  # fmt: skip
        floor, floor_weight = measure(bare, home, port, "/kept/", 5.0)
    worst = max(starts)
    held = worst <= SECONDS and weight <= MEGABYTES
    told = {
        "floor": {"first_page_seconds": floor, "megabytes": floor_weight},
        "first_page_seconds": starts,
        "megabytes": weight,
        "ratio": {"first_page": worst / floor, "megabytes": weight / floor_weight},
        "bound": {"first_page_seconds": SECONDS, "megabytes": MEGABYTES},
        "held": held,
    }
    if options.json:
        print(json.dumps(told, indent=1))
    else:
        print(f"floor (bare Django under granian): first page after {floor:.2f} s, {floor_weight:.0f} MB")
        print(f"regulars serve: first page after {', '.join(f'{s:.2f}' for s in starts)} s (bound {SECONDS:g})")
        print(f"idle: {weight:.0f} MB in all processes (bound {MEGABYTES:g})")
        print(f"ratio {worst / floor:.1f} and {weight / floor_weight:.1f}: {'held' if held else 'NOT held'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
