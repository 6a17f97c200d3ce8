"""How quickly a file comes in: Online Retail's 541,909 lines into an empty company, the lake included.

    python bench/import_online_retail.py [--format csv|parquet|both] [--times 1 3] [--json]

Measured from outside: `regulars import FILE` and `regulars lake sync` as a person runs them, start-up and migrations of the
empty company apart. `--times 3` also brings in a file of three times the lines, so that one sees whether memory grows with
the batch or with the file. The floor reads the same file with Python's csv reader (or pyarrow) and puts the rows that the
import made into the same tables and indexes by executemany, in one transaction: no columns matched, no values read, nobody
recognised. Bounds: at least 10,000 lines a second, at most 700 MB.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "online_retail" / "online_retail.parquet"
TABLES = ("customers_customer", "identities_identity", "timeline_interaction")
LINES_A_SECOND, PEAK_MB = 10_000, 700


def write_file(folder: Path, kind: str, times: int) -> Path:
    """Online Retail as a file of that kind, its invoices `times` over under numbers of their own."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv
    import pyarrow.parquet as pq

    table = pq.read_table(DATA)
    invoice = table.schema.get_field_index("InvoiceNo")
    parts = [table]
    for number in range(1, times):
        # 536365 becomes 1536365, C536379 becomes C1536379.
        renamed = pc.replace_substring_regex(table["InvoiceNo"], r"(\d+)", rf"{number}\1")
        parts.append(table.set_column(invoice, "InvoiceNo", renamed))
    whole = pa.concat_tables(parts).combine_chunks()
    path = folder / f"online_retail_{times}.{kind}"
    if kind == "csv":
        moment = whole.schema.get_field_index("InvoiceDate")
        whole = whole.set_column(moment, "InvoiceDate", pc.strftime(whole["InvoiceDate"], "%Y-%m-%d %H:%M:%S"))
        pyarrow.csv.write_csv(whole, path)
    else:
        pq.write_table(whole, path)
    return path


def run(home: Path, *words: str) -> tuple[dict[str, Any], float, float, int]:
    """What a command says as JSON, its seconds by the clock and of the processor, its peak memory in MB with what it started."""
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"REGULARS_HOME": str(home)}
    begun, used = time.perf_counter(), _processor()
    command = [sys.executable, "-m", "regulars", *words, "--json"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(_rss(pid) for pid in _tree(process.pid)))
        time.sleep(0.02)
    seconds = time.perf_counter() - begun
    said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}: {said}")
    told = json.loads(said.splitlines()[-1]) if said.strip() else {}
    return told, seconds, _processor() - used, peak // 1024


def _processor() -> float:
    """Processor seconds of all children that ended so far: what a busy machine does not change."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def _rss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def floor(file: Path, full: Path, empty: Path) -> float:
    """Seconds to read the file and insert the rows of `full` into the same tables of `empty`."""
    source = sqlite3.connect(full)
    rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    source.close()
    target = sqlite3.connect(empty, isolation_level=None)
    target.execute("PRAGMA journal_mode = WAL")
    target.execute("PRAGMA synchronous = FULL")
    begun = time.perf_counter()
    if file.suffix == ".csv":
        with file.open(newline="", encoding="utf-8") as text:
            for _ in csv.reader(text):
                pass
    else:
        import pyarrow.parquet as pq

        for batch in pq.ParquetFile(file).iter_batches(50_000):
            batch.to_pydict()
    target.execute("BEGIN IMMEDIATE")
    for table, content in rows.items():
        if content:
            places = ", ".join("?" * len(content[0]))
            target.executemany(f"INSERT INTO {table} VALUES ({places})", content)
    target.execute("COMMIT")
    seconds = time.perf_counter() - begun
    target.close()
    return seconds


def measure(kind: str, times: int) -> dict[str, Any]:
    """Everything about one file."""
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as name:
        folder = Path(name)
        file = write_file(folder, kind, times)
        home, bare = folder / "home", folder / "bare"
        for each in (home, bare):
            run(each, "import", "--list")
        said, import_seconds, import_cpu, import_peak = run(home, "import", str(file))
        _, lake_seconds, lake_cpu, lake_peak = run(home, "lake", "sync")
        again, again_seconds, _, _ = run(home, "import", str(file))
        least = floor(file, home / "regulars.db", bare / "regulars.db")
        shutil.rmtree(home)
    seconds = import_seconds + lake_seconds
    return {
        "file": file.name,
        "lines": said["rows"],
        "documents": said["new"],
        "customers": said["customers_made"],
        "seconds": round(seconds, 2),
        "lake_seconds": round(lake_seconds, 2),
        "processor_seconds": round(import_cpu + lake_cpu, 2),
        "lines_per_second": round(said["rows"] / seconds),
        "floor_seconds": round(least, 2),
        "ratio": round(seconds / least, 2),
        "peak_mb": max(import_peak, lake_peak),
        "import_peak_mb": import_peak,
        "lake_peak_mb": lake_peak,
        "again_seconds": round(again_seconds, 2),
        "again_new": again["new"],
        "within_bounds": said["rows"] / seconds >= LINES_A_SECOND and max(import_peak, lake_peak) <= PEAK_MB,
    }


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--format", choices=["csv", "parquet", "both"], default="csv")
    parser.add_argument("--times", type=int, nargs="+", default=[1, 3], help="how often over the file's lines")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    kinds = ["csv", "parquet"] if told.format == "both" else [told.format]
    figures = [measure(kind, times) for kind in kinds for times in told.times]
    if told.json:
        print(json.dumps(figures, indent=1))
    else:
        for figure in figures:
            print(
                f"{figure['file']}: {figure['lines']:,} lines in {figure['seconds']} s, lake {figure['lake_seconds']} s of it, "
                f"{figure['processor_seconds']} s of the processor: "
                f"{figure['lines_per_second']:,} lines/s (bound {LINES_A_SECOND:,}); floor {figure['floor_seconds']} s, ratio "
                f"{figure['ratio']}; peak {figure['peak_mb']} MB (import {figure['import_peak_mb']}, lake "
                f"{figure['lake_peak_mb']}; bound {PEAK_MB}); again: {figure['again_seconds']} s, {figure['again_new']} new"
            )
    raise SystemExit(0 if all(figure["within_bounds"] for figure in figures) else 1)


if __name__ == "__main__":
    main()
