"""How quickly the lake is filled: rows a second, peak memory, and the ratio to a plain read and one Parquet file.

    python bench/lake.py --rows 1000000 --database both

The floor reads the same columns of the same rows by ADBC and writes them into one Parquet file: no types mended, no
orders worked out, no commits. Each figure is taken in a process of its own, so its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# Of a hundred lines: what a web shop's customers do. Orders carry two or three product lines.
ORDERS, MAILS = 8, 22

COLUMNS = (
    "customer_id, name, channel, direction, occurred_at, business_day, recorded_at, source, source_id, amount, currency, "
    "properties, actor"
)
PRODUCT = '{"product_id":"p%s","name":"Linen shirt, number %s","category":"Shirts","quantity":"%s","price":"24.90"}'


def rows_sql(vendor: str, first: int, last: int, customers: int) -> str:
    """SQL that makes the lines `first` to `last` where they are to stand."""
    if vendor == "sqlite":
        numbers = f"WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
        day, moment = (
            "date('2023-01-01', (i / 1000 % 1000) || ' days')",
            "datetime('2023-01-01', (i * 7) || ' seconds')",
        )
        table, text = "n", "i"
        cast = ""
    else:
        numbers = ""
        day, moment = (
            "date '2023-01-01' + (i / 1000 % 1000)::int",
            "timestamptz '2023-01-01' + make_interval(secs => i * 7)",
        )
        table, text, cast = f"generate_series({first}::bigint, {last}::bigint) AS n(i)", "i::text", "::jsonb"
    product = "||".join(
        f"'{part}'" if part != "%" else text for part in PRODUCT.replace("%s", "|%|").split("|") if part
    )
    order = f"'{{\"order_id\":\"A'||{text}||'\",\"products\":['||{product}||','||{product}||']}}'"
    page = f'\'{{"title":"Page \'||{text}||\'","path":"/shirts/\'||{text}||\'","url":"https://unfold.example/shirts/\'||{text}||\'"}}\''
    mail = f'\'{{"subject":"New linen in the shop","campaign":"c\'||{text}||\'"}}\''
    kind = "(i * 37 % 100)"
    return f"""
        INSERT INTO timeline_interaction ({COLUMNS}) {numbers}
        SELECT CASE WHEN i % 50 = 0 THEN NULL ELSE i * 7919 % {customers} + 1 END,
               CASE WHEN {kind} < {ORDERS} THEN 'order.completed' WHEN {kind} < {MAILS} THEN 'mail.opened' ELSE 'page.viewed' END,
               'web', 'in', {moment}, {day}, {moment}, 'shop', 'message-' || {text},
               CASE WHEN {kind} < {ORDERS} THEN 498000 END, CASE WHEN {kind} < {ORDERS} THEN 'EUR' ELSE '' END,
               (CASE WHEN {kind} < {ORDERS} THEN {order} WHEN {kind} < {MAILS} THEN {mail} ELSE {page} END){cast}, ''
        FROM {table}
    """


def customers_sql(vendor: str, count: int) -> str:
    """SQL that makes the customers 1 to `count`."""
    moment = "'2023-01-01 00:00:00'"
    if vendor == "sqlite":
        numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
        table, known, traits = "n", "1", "'{}'"
    else:
        numbers, table, known, traits = "", f"generate_series(1, {count}) AS n(i)", "true", "'{}'::jsonb"
    return f"""
        INSERT INTO customers_customer (kind, known, name, name_key, email, phone, city, country, language, traits, search_text,
                                        created_at, changed_at, last_heard_at) {numbers}
        SELECT 'person', {known}, 'Customer ' || i, '', 'c' || i || '@unfold.example', '', 'Ghent', 'BE', '', {traits}, '',
               {moment}, {moment}, {moment} FROM {table}
    """


def fill(vendor: str, rows: int, customers: int) -> None:
    """Put the company's rows into its database, a million at a time."""
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(customers_sql(vendor, customers))
        for first in range(1, rows + 1, 1_000_000):
            cursor.execute(rows_sql(vendor, first, min(first + 999_999, rows), customers))
        if vendor == "postgresql":
            cursor.execute("ANALYZE")


def floor() -> int:
    """Read everything and write it into one file."""
    import pyarrow.parquet as pq

    from regulars.store.lake.here import our_source

    path = Path(os.environ["REGULARS_HOME"]) / "floor.parquet"
    with our_source() as source:
        sql = f"SELECT id, {COLUMNS.replace('properties', source.properties)} FROM timeline_interaction ORDER BY {source.order}"
        writer, read = None, 0
        for batch in source.stream(sql):
            writer = writer or pq.ParquetWriter(path, batch.schema, compression="zstd")
            writer.write_batch(batch)
            read += len(batch)
        if writer:
            writer.close()
    return read


def child(what: str, vendor: str, rows: int, customers: int) -> None:
    """One figure, in this process."""
    began = time.perf_counter()
    done: Any = None
    if what == "fill":
        done = fill(vendor, rows, customers)
    elif what == "floor":
        done = floor()
    else:
        import django

        django.setup()
        from regulars.store.lake import checking, keeping

        if what == "check":
            done = [str(difference) for difference in checking.check()]
        else:
            done = getattr(keeping, what)().__class__.__name__
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": round(seconds, 3), "peak_mb": peak, "done": done}))


def measure(vendor: str, rows: int, customers: int) -> dict[str, Any]:
    """Everything about one database."""
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as home:
        environment = os.environ | {
            "REGULARS_HOME": home,
            "DJANGO_SETTINGS_MODULE": "regulars.settings",
            "DATABASE_URL": "",
        }
        url = ""
        if vendor == "postgresql":
            sys.path.insert(0, str(HERE.parent))
            from tests.postgres import start, stop

            url = environment["DATABASE_URL"] = start()

        def run(what: str) -> dict[str, Any]:
            sizes = ["--rows", str(rows), "--customers", str(customers)]
            command = [sys.executable, __file__, "--child", what, "--database", vendor, *sizes]
            told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
            result: dict[str, Any] = json.loads(told.splitlines()[-1])
            return result

        subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=environment, check=True)
        run("fill")
        plain, synced, again, compacted, checked = run("floor"), run("sync"), run("sync"), run("compact"), run("check")
        if url:
            stop(url)
    return {
        "database": vendor,
        "rows": rows,
        "floor_rows_per_second": round(rows / plain["seconds"]),
        "rows_per_second": round(rows / synced["seconds"]),
        "ratio": round(synced["seconds"] / plain["seconds"], 2),
        "peak_mb": synced["peak_mb"],
        "floor_peak_mb": plain["peak_mb"],
        "sync_without_news_seconds": again["seconds"],
        "compact_seconds": compacted["seconds"],
        "compact_peak_mb": compacted["peak_mb"],
        "check_seconds": checked["seconds"],
        "check_peak_mb": checked["peak_mb"],
        "differences": checked["done"],
    }


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=50_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.child:
        child(told.child, told.database, told.rows, told.customers)
        return
    vendors = ["sqlite", "postgresql"] if told.database == "both" else [told.database]
    figures = [measure(vendor, told.rows, told.customers) for vendor in vendors]
    if told.json:
        print(json.dumps(figures, indent=1))
        return
    for figure in figures:
        print("\n".join(f"{name:26} {value}" for name, value in figure.items()), end="\n\n")


if __name__ == "__main__":
    main()
