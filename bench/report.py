"""`regulars report` on Online Retail, 541,909 lines: wall time and peak memory of the whole process, page and JSON included.

The floor is a process that reads the same file with DuckDB and gives four of the numbers. Bounds: 15 s, 1 GB.
Run: python bench/report.py [FILE] [--json]. Without FILE, and without ../shared/data, it makes a file of the same size.
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
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "online_retail" / "online_retail.parquet"
BOUND_SECONDS, BOUND_BYTES = 15.0, 1_000_000_000
FLOOR = """
import sys, json
from regulars.store.engine.connect import connect
run = connect("duckdb").raw_sql
run(f"CREATE VIEW f AS SELECT * FROM '{sys.argv[1]}' WHERE Quantity > 0 AND UnitPrice > 0 AND CustomerID IS NOT NULL")
print(run("SELECT count(DISTINCT CustomerID), count(DISTINCT InvoiceNo), sum(Quantity * UnitPrice) FROM f").fetchall())
print(run("SELECT count(*) FROM (SELECT 1 FROM f GROUP BY CustomerID HAVING count(DISTINCT InvoiceNo) > 1)").fetchall())
"""


def make(path: Path) -> None:
    """A file with the columns and the size of Online Retail: 541,909 lines of 25,900 documents of 4,372 customers."""
    from regulars.store.engine.connect import connect

    connect("duckdb").raw_sql(f"""
        COPY (
            SELECT CASE WHEN d % 7 = 0 THEN 'C' ELSE '' END || (536365 + d) AS InvoiceNo,
                   (10000 + hash(i) % 4000)::VARCHAR AS StockCode, 'THING NUMBER ' || hash(i) % 4000 AS Description,
                   CASE WHEN d % 7 = 0 THEN -1 ELSE 1 END * (1 + hash(i, 1) % 12)::BIGINT AS Quantity,
                   TIMESTAMP '2010-12-01 08:26:00' + to_minutes((d * 20)::BIGINT) AS InvoiceDate,
                   (50 + hash(i, 2) % 900) / 100.0 AS UnitPrice,
                   CASE WHEN d % 4 <> 0 THEN 12346 + (hash(d) % 4372)::BIGINT END AS CustomerID, 'United Kingdom' AS Country
            FROM (SELECT i, i // 21 AS d FROM range(541909) AS t(i))
        ) TO '{path}' (FORMAT parquet)
    """)


def measured(command: list[str]) -> tuple[float, int]:
    """Seconds and peak bytes of a process; raises when it fails."""
    begun = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, errors = child.stdout, child.stderr
    assert out is not None
    assert errors is not None
    out.read()
    said = errors.read()
    # wait4 tells the memory of this child alone, where getrusage tells the largest of all children so far.
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begun
    if status != 0:
        raise SystemExit(said.decode())
    return seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as folder:
        file = chosen.file or SHARED
        if not file.exists():
            file = Path(folder) / "orders.parquet"
            make(file)
        floor, _ = measured([sys.executable, "-c", FLOOR, str(file)])
        page = str(Path(folder) / "report.html")
        figure, peak = measured([sys.executable, "-m", "regulars", "report", str(file), "--html", page, "--json"])
    result: dict[str, Any] = {
        "bench": "report",
        "floor": {"what": "four numbers by DuckDB, seconds", "value": floor},
        "figure": {"what": "regulars report --html --json, seconds", "value": figure},
        "ratio": figure / floor,
        "peak_bytes": peak,
        "bound": {"seconds": BOUND_SECONDS, "peak_bytes": BOUND_BYTES},
        "holds": figure <= BOUND_SECONDS and peak <= BOUND_BYTES,
    }
    if chosen.json:
        print(json.dumps(result))
    else:
        print(f"regulars report on {file.name}")
        print(f"  floor   four numbers by DuckDB  {floor:6.2f} s")
        print(f"  figure  report, page and JSON   {figure:6.2f} s   (bound {BOUND_SECONDS:.0f} s)")
        print(f"  ratio   {result['ratio']:.1f}")
        print(f"  peak    {peak / 1e6:.0f} MB (bound {BOUND_BYTES / 1e6:.0f} MB)")
        print("  holds" if result["holds"] else "  DOES NOT HOLD")
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
