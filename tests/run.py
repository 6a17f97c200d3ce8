"""Runs every suite, goes on after a failing one so that one run shows all, and closes with one count of them all."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from pathlib import Path

# Each worker has a stretch of the files, and takes from the other's end once it is done: what a file makes is made once.
SHARED = ("-n", "2", "--dist", "worksteal")
# Every worker of every suite would compile all tests again, and every process they start the house.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
SUITES = (
    ("on SQLite and DuckDB", {}, ["-m", "not browser and not postgres"]),
    (
        "on PostgreSQL",
        {"REGULARS_TEST_DATABASE": "postgres"},
        ["-m", "(database or postgres) and not browser"],
    ),
    ("on Spark", {"REGULARS_TEST_ENGINE": "spark"}, ["-m", "engines", "tests/engines"]),
    ("in Chromium", {}, ["-m", "browser", "tests/browser"]),
)


def main() -> int:
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name, environment, arguments in SUITES:
            report = Path(folder) / "report.xml"
            print(f"\n== {name}", flush=True)
            begun = time.monotonic()
            report.unlink(missing_ok=True)
            command = [sys.executable, "-m", "pytest", "-q", f"--junit-xml={report}", *SHARED, *arguments]
            code = subprocess.run(command, env=ENVIRONMENT | environment, check=False).returncode
            print(f"== {name}: {time.monotonic() - begun:.0f} s", flush=True)
            failed = failed or code != 0
            suite = ET.parse(report).getroot().find("testsuite") if report.exists() else None
            for key in counts:
                counts[key] += int(suite.get(key, "0")) if suite is not None else 0
    bad = counts["failures"] + counts["errors"]
    print(f"\n{counts['tests'] - bad - counts['skipped']} passed, {bad} failed, {counts['skipped']} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
