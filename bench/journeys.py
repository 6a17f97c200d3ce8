"""Drawing a journey from 20,000,000 interactions, against SQL written by hand for the same figures.

The floor: touchpoints with drop-out, ways with their times, and paths, as a person who knows DuckDB well would ask for them.
The figure: the same queries as the program makes them; the whole drawing (people, money, mood, pain points, what precedes
leaving) is told beside it. Both sides read the same Parquet files, each in a connection of its own, alternating; their
answers must be equal. Bound: at most 1.5 times. Run: python bench/journeys.py [--json] [--rows N] [--customers N] [--rounds N]
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import ibis

from regulars.store.engine.connect import connect
from regulars.store.engine.tables import Tables
from regulars.store.engine.views import kept
from regulars.store.lake import schemas
from regulars.understand.journeys import events, rounds
from regulars.understand.journeys.compute import draw
from regulars.understand.journeys.definition import DAY
from regulars.understand.journeys.readymade import ready
from regulars.understand.metrics.window import Window

BOUND = 1.5
MEMORY = "4GB"
WINDOW = Window.of_days(date(2025, 7, 1), date(2026, 6, 30))
SHOP = ready("shop")
Answers = dict[str, list[tuple[Any, ...]]]

# Of a hundred interactions, cumulated: what customers of a web shop do.
SHARES = (
    ("page.viewed", 38), ("product.viewed", 60), ("mail.opened", 74), ("product.added", 81), ("checkout.started", 85),
    ("order.completed", 91), ("mail.clicked", 94), ("survey.answered", 96), ("case.opened", 97), ("order.refunded", 98),
    ("message.received", 99), ("review.written", 100),
)  # fmt: skip


def make(folder: Path, rows: int, customers: int) -> None:
    """Two years of interactions, an eighth of them to a file; the window holds the second half and its time before."""
    backend = connect("duckdb", memory=MEMORY)
    names = " ".join(f"WHEN k < {upto} THEN '{name}'" for name, upto in SHARES)
    for part in range(8):
        first, last = part * rows // 8, (part + 1) * rows // 8
        backend.raw_sql(f"""
            COPY (
                SELECT i::BIGINT AS id, customer_id, name, channel, 'in' AS direction, occurred_at, occurred_at::DATE AS day,
                       occurred_at AS recorded_at, 'shop' AS source, i::VARCHAR AS source_id,
                       CASE WHEN name = 'order.completed' THEN 49.8::DECIMAL(18, 4) END AS amount,
                       CASE WHEN name = 'order.completed' THEN 'EUR' ELSE '' END AS currency,
                       CASE name WHEN 'survey.answered' THEN '{{"scale": "csat", "score": ' || (1 + i % 5) || '}}'
                                 WHEN 'review.written' THEN '{{"score": ' || (1 + i % 5) || '}}'
                                 WHEN 'case.opened' THEN '{{"about": "size", "text": "It does not fit."}}'
                                 ELSE '{{"title": "Page ' || i || '", "path": "/shirts/' || i || '"}}' END AS properties,
                       '' AS actor
                FROM (
                    SELECT i, CASE WHEN k < 0 THEN '' {names} END AS name,
                           ['web', 'app', 'mail'][1 + (hash(i, 'c') % 3)::INT] AS channel,
                           (1 + floor({customers} * pow((hash(i, 'who') % 1000000007) / 1000000007.0, 1.5)))::BIGINT
                               AS customer_id,
                           TIMESTAMP '2024-07-01' + to_seconds((i * (730 * 86400.0 / {rows}))::BIGINT) AS occurred_at
                    FROM (SELECT i, hash(i, 'kind') % 100 AS k FROM range({first}, {last}) AS t(i)))
            ) TO '{folder}/interactions-{part}.parquet' (FORMAT parquet)
        """)
    backend.raw_sql(f"""
        COPY (SELECT id AS interaction_id, customer_id, id::VARCHAR AS document, 'sale' AS kind, occurred_at, day, amount,
                     1::DECIMAL(18, 3) AS units, currency
              FROM '{folder}/interactions-*.parquet' WHERE name = 'order.completed')
        TO '{folder}/orders.parquet' (FORMAT parquet)
    """)
    backend.disconnect()


def _tables(backend: Any, folder: Path) -> Tables:
    return Tables(
        orders=backend.read_parquet(f"{folder}/orders.parquet", table_name="orders"),
        lines=ibis.memtable(schemas.LINES.empty_table()),
        customers=ibis.memtable(schemas.CUSTOMERS.empty_table()),
        interactions=backend.read_parquet(f"{folder}/interactions-*.parquet", table_name="interactions"),
        version="bench",
    )


def by_program(folder: Path) -> Answers:
    """The three answers as the program gets them."""
    backend = connect("duckdb", memory=MEMORY)
    tables = _tables(backend, folder)
    seen = kept(backend, events.events(tables.interactions, tables.lines, SHOP, WINDOW))
    steps = kept(backend, events.steps(seen, SHOP, WINDOW))
    touches = rounds.touchpoints(steps, SHOP)
    asked = {
        "touchpoints": touches.group_by("touch").aggregate(
            visits=touches.visits.sum(), left=touches.left.sum(), moved=touches.moved.sum()
        ),
        "ways": rounds.transitions(steps).select("prev", "touch", "times", "people", "median", "p90"),
        "paths": rounds.counted_paths(rounds.paths(rounds.placed(steps))).select("path", "times", "people"),
    }
    answers = {
        name: sorted(tuple(row.values()) for row in backend.to_pyarrow(relation).to_pylist())
        for name, relation in asked.items()
    }
    backend.disconnect()
    return answers


def by_hand(folder: Path) -> Answers:
    """The same in SQL."""
    backend = connect("duckdb", memory=MEMORY)
    cases = " ".join(
        f"WHEN name IN ({', '.join(repr(name) for name in point.names)}) THEN {index}"
        for index, point in enumerate(SHOP.touchpoints)
    )
    pause, session = SHOP.pause_days * DAY, SHOP.session_minutes * 60
    since = date.fromordinal(WINDOW.start.toordinal() - SHOP.pause_days)
    end = events.seconds(WINDOW.end)
    backend.raw_sql(f"""
        CREATE TEMP TABLE steps AS
        SELECT *, prev IS NULL OR "at" - prev_at > {pause} AS begins,
               ("next" IS NULL OR next_at - "at" > {pause}) AS stops,
               prev IS NULL OR prev <> touch OR "at" - prev_at > {session} AS opens,
               "next" IS NULL OR "next" <> touch OR next_at - "at" > {session} AS closes
        FROM (
            SELECT customer_id, id, "at", touch, day, lag(touch) OVER w AS prev, lag("at") OVER w AS prev_at,
                   lead(touch) OVER w AS "next", lead("at") OVER w AS next_at
            FROM (SELECT customer_id, id, epoch(occurred_at)::BIGINT AS "at", day, (CASE {cases} END)::SMALLINT AS touch
                  FROM '{folder}/interactions-*.parquet'
                  WHERE day >= DATE '{since}' AND day < DATE '{WINDOW.end}' AND customer_id IS NOT NULL)
            WHERE touch IS NOT NULL
            WINDOW w AS (PARTITION BY customer_id ORDER BY "at", id))
        WHERE day >= DATE '{WINDOW.start}' AND (opens OR closes)
    """)
    power = " ".join(f"WHEN {place} THEN {rounds.BASE**place}" for place in range(rounds.DEPTH))
    queries = {
        "touchpoints": f"""
            SELECT touch, count(*) FILTER (opens), count(*) FILTER (closes AND stops AND "at" + {pause} <= {end}),
                   count(*) FILTER (closes AND NOT stops) FROM steps GROUP BY touch""",
        "ways": """
            SELECT prev, touch, count(*), count(DISTINCT customer_id), quantile_cont("at" - prev_at, 0.5),
                   quantile_cont("at" - prev_at, 0.9)
            FROM steps WHERE opens AND NOT begins GROUP BY prev, touch""",
        "paths": f"""
            SELECT path, count(*), count(DISTINCT customer_id) FROM (
                SELECT customer_id, part, sum((touch + 1) * CASE place {power} ELSE 0 END)::BIGINT AS path,
                       max(place) >= {rounds.DEPTH} AS long
                FROM (SELECT *, row_number() OVER (PARTITION BY customer_id, part ORDER BY "at", id) - 1 AS place
                      FROM (SELECT customer_id, touch, "at", id, sum(begins::INT) OVER (
                                PARTITION BY customer_id ORDER BY "at", id ROWS UNBOUNDED PRECEDING) AS part
                            FROM steps WHERE opens) WHERE part > 0)
                WHERE place <= {rounds.DEPTH} GROUP BY customer_id, part)
            GROUP BY path, long""",
    }
    answers = {name: sorted(backend.raw_sql(query).fetchall()) for name, query in queries.items()}
    backend.disconnect()
    return answers


def whole(folder: Path) -> tuple[float, float]:
    """Seconds of the whole drawing, as the worker does it: by the clock, and of the processors."""
    backend = connect("duckdb", memory=MEMORY)
    begun, worked = time.perf_counter(), time.process_time()
    draw(backend, _tables(backend, folder), SHOP, WINDOW, now=datetime(2026, 7, 1, tzinfo=UTC), currency="EUR")
    took = time.perf_counter() - begun, time.process_time() - worked
    backend.disconnect()
    return took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    floors, figures, work = [], [], [0.0, 0.0]
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as name:
        folder = Path(name)
        make(folder, chosen.rows, chosen.customers)
        for _ in range(chosen.rounds):
            begun, worked = time.perf_counter(), time.process_time()
            theirs = by_hand(folder)
            between, worked_between = time.perf_counter(), time.process_time()
            ours = by_program(folder)
            floors.append(between - begun)
            figures.append(time.perf_counter() - between)
            work[0] += worked_between - worked
            work[1] += time.process_time() - worked_between
            if differ := [what for what in theirs if ours[what] != theirs[what]]:
                print(f"the answers differ: {', '.join(differ)}")
                for what in differ:
                    print(ours[what][:3], theirs[what][:3], len(ours[what]), len(theirs[what]), sep="\n")
                return 1
        drawing = whole(folder)
    ratio = min(figures) / min(floors)
    result = {
        "bench": "journeys",
        "rows": chosen.rows,
        "customers": chosen.customers,
        "floor": {"what": "hand-written SQL, seconds", "value": min(floors), "all": floors},
        "figure": {"what": "the program's queries, compiling included, seconds", "value": min(figures), "all": figures},
        "ratio": ratio,
        "ratio_of_work": work[1] / work[0],
        "whole_drawing_seconds": drawing[0],
        "whole_drawing_processor_seconds": drawing[1],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "bound": BOUND,
        "holds": ratio <= BOUND,
    }
    if chosen.json:
        print(json.dumps(result))
    else:
        print(f"A journey of {chosen.rows:,} interactions of {chosen.customers:,} customers")
        print(f"  floor   hand-written SQL     {min(floors):6.2f} s")
        print(f"  figure  the program's        {min(figures):6.2f} s")
        print(f"  ratio   {ratio:.2f} (bound {BOUND}); of processor time {result['ratio_of_work']:.2f}")
        by_clock, processors = drawing
        print(f"  the whole drawing            {by_clock:6.2f} s ({processors:.1f} s of processor time)")
        print(f"  memory                       {result['peak_mb']:,} MB at most")
        print("  holds" if result["holds"] else "  DOES NOT HOLD")
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
