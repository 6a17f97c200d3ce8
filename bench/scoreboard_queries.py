"""The scoreboard's queries on 20,000,000 interactions, against SQL written by hand for the same numbers.

Every interaction here is an order or a return, which is the worst case: of a real timeline only a part is. Both sides run
on the same DuckDB over the same Parquet files, alternating, each in a connection of its own; their answers must be equal.
Bound: at most 1.3 times the hand-written SQL. Run: python bench/scoreboard_queries.py [--json] [--rows N] [--rounds N]
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from regulars.store.engine.connect import connect
from regulars.understand.metrics import months, rfm
from regulars.understand.metrics.currencies import anonymous
from regulars.understand.metrics.registry import METRICS
from regulars.understand.metrics.relations import headline
from regulars.understand.metrics.window import Window

BOUND = 1.3
AS_OF = date(2026, 6, 30)
WINDOW = Window.months_until(AS_OF)
CURRENCY = "EUR"
Answers = dict[str, list[tuple[Any, ...]]]


def make(folder: Path, rows: int, customers: int) -> None:
    """Orders of four years: customers who differ widely, 8 % returns, 5 % without a name, 3 % in another currency."""
    backend = connect("duckdb", memory="4GB")
    share = rows // 8
    for part in range(8):
        first, last = part * share, rows if part == 7 else (part + 1) * share
        backend.raw_sql(f"""
            COPY (
                SELECT i AS interaction_id,
                       -- The square makes a few customers buy much and most buy little.
                       CASE WHEN hash(i, 'known') % 100 < 5 THEN NULL
                            ELSE 1 + floor({customers} * pow((hash(i, 'who') % 1000000007) / 1000000007.0, 2)) END::BIGINT
                           AS customer_id,
                       'D' || i AS document,
                       CASE WHEN hash(i, 'kind') % 100 < 8 THEN 'return' ELSE 'sale' END AS kind,
                       TIMESTAMP '2022-07-01' + to_seconds((i * (1461 * 86400.0 / {rows}))::BIGINT) AS occurred_at,
                       (TIMESTAMP '2022-07-01' + to_seconds((i * (1461 * 86400.0 / {rows}))::BIGINT))::DATE AS day,
                       ((100 + hash(i, 'amount') % 30000) / 100.0)::DECIMAL(18, 4) AS amount,
                       (1 + hash(i, 'units') % 5)::DECIMAL(18, 3) AS units,
                       CASE WHEN hash(i, 'currency') % 100 < 3 THEN 'USD' ELSE '{CURRENCY}' END AS currency
                FROM range({first}, {last}) AS t(i)
            ) TO '{folder}/orders-{part}.parquet' (FORMAT parquet)
        """)
    backend.disconnect()


def by_program(folder: Path) -> Answers:
    """The numbers as the program gets them."""
    backend = connect("duckdb", memory="4GB")
    orders = backend.read_parquet(f"{folder}/*.parquet", table_name="orders")
    by_month = backend.create_table("by_month", months.customer_months(orders, AS_OF, CURRENCY), temp=True)
    values = backend.create_table("rfm_values", rfm.values(orders, AS_OF, CURRENCY), temp=True)
    scored = backend.create_table("scored", rfm.grouped(rfm.tie_safe_scores(values)), temp=True)
    relations = {
        "headline": headline(METRICS, orders, (WINDOW, WINDOW.before()), CURRENCY).order_by("period"),
        "monthly": months.monthly(by_month, AS_OF),
        "cohorts": months.cohorts(by_month),
        "ntile": rfm.score_counts(rfm.ntile_scores(values)),
        "tie_safe": rfm.score_counts(scored),
        "groups": rfm.group_sizes(scored),
        "anonymous": anonymous(orders, WINDOW, CURRENCY),
    }
    answers = {
        name: [tuple(row.values()) for row in backend.to_pyarrow(relation).to_pylist()]
        for name, relation in relations.items()
    }
    backend.disconnect()
    return answers


def by_hand(folder: Path) -> Answers:
    """The same numbers in SQL as a person who knows DuckDB well would write it, intermediate tables included."""
    backend = connect("duckdb", memory="4GB")
    run = backend.raw_sql
    run(f"CREATE TEMP VIEW orders AS SELECT * FROM '{folder}/*.parquet'")
    for statement in HAND_TABLES:
        run(statement)
    answers = {name: run(query).fetchall() for name, query in HAND_QUERIES.items()}
    backend.disconnect()
    return answers


HAND_TABLES = (
    f"""CREATE TEMP TABLE by_month AS
        SELECT customer_id, date_trunc('month', day)::DATE AS month,
               count(*) FILTER (kind = 'sale') AS orders,
               min(day) FILTER (kind = 'sale') AS first_day, max(day) FILTER (kind = 'sale') AS last_day,
               sum(units) FILTER (kind = 'sale') AS units_sold,
               sum(amount) FILTER (kind = 'sale' AND currency = '{CURRENCY}') AS revenue,
               count(*) FILTER (kind = 'return') AS returns,
               sum(units) FILTER (kind = 'return') AS units_returned,
               sum(amount) FILTER (kind = 'return' AND currency = '{CURRENCY}') AS value_returned
        FROM orders WHERE customer_id IS NOT NULL AND day <= DATE '{AS_OF}' GROUP BY ALL""",
    f"""CREATE TEMP TABLE rfm_values AS
        SELECT customer_id, max(day) AS last_day, count(*) AS frequency,
               coalesce(sum(amount) FILTER (currency = '{CURRENCY}'), 0) AS monetary
        FROM orders WHERE customer_id IS NOT NULL AND kind = 'sale' AND day <= DATE '{AS_OF}' GROUP BY ALL""",
    """CREATE TEMP TABLE scored AS
        SELECT *, CASE
                   WHEN r = 5 AND f >= 4 THEN 'Champions' WHEN r IN (3, 4) AND f >= 4 THEN 'Loyal'
                   WHEN r >= 4 AND f IN (2, 3) THEN 'Potential loyalists' WHEN r = 5 AND f = 1 THEN 'New'
                   WHEN r = 4 AND f = 1 THEN 'Promising' WHEN r = 3 AND f = 3 THEN 'Need attention'
                   WHEN r = 3 AND f <= 2 THEN 'About to sleep' WHEN r <= 2 AND f = 5 THEN 'Cannot lose'
                   WHEN r <= 2 AND f IN (3, 4) THEN 'At risk' WHEN r <= 2 AND f <= 2 THEN 'Hibernating' END AS segment
        FROM (SELECT monetary, 1 + 5 * (rank() OVER (ORDER BY last_day) - 1) // count(*) OVER () AS r,
                     1 + 5 * (rank() OVER (ORDER BY frequency) - 1) // count(*) OVER () AS f,
                     1 + 5 * (rank() OVER (ORDER BY monetary) - 1) // count(*) OVER () AS m FROM rfm_values)""",
)
NOW, BEFORE, EARLIER = WINDOW, WINDOW.before(), WINDOW.before().before()
COUNTS = """SELECT score, sum(r)::BIGINT, sum(f)::BIGINT, sum(m)::BIGINT FROM (
    SELECT r AS score, 1 AS r, 0 AS f, 0 AS m FROM {0} UNION ALL SELECT f, 0, 1, 0 FROM {0}
    UNION ALL SELECT m, 0, 0, 1 FROM {0}) GROUP BY score ORDER BY score"""
HAND_QUERIES = {
    "headline": f"""
        WITH buying AS (
            SELECT (day < DATE '{NOW.start}')::INT AS period, customer_id,
                   count(*) FILTER (kind = 'sale') AS n, count(*) FILTER (kind = 'return') AS back,
                   min(day) FILTER (kind = 'sale') AS first_day, max(day) FILTER (kind = 'sale') AS last_day,
                   sum(units) FILTER (kind = 'sale') AS units, sum(units) FILTER (kind = 'return') AS units_back,
                   sum(amount) FILTER (kind = 'sale' AND currency = '{CURRENCY}') AS paid,
                   sum(amount) FILTER (kind = 'return' AND currency = '{CURRENCY}') AS paid_back
            FROM orders
            WHERE customer_id IS NOT NULL AND day >= DATE '{BEFORE.start}' AND day < DATE '{NOW.end}' GROUP BY ALL
        ), b AS (
            SELECT period, count(*) FILTER (n > 0) AS buyers,
                   count(*) FILTER (last_day >= CASE period WHEN 0 THEN DATE '2026-06-01' ELSE DATE '2025-06-01' END) AS active,
                   sum(n)::BIGINT AS orders, sum(paid) AS revenue, count(*) FILTER (n > 1) AS again,
                   count(*) FILTER (first_day < last_day) AS again_days, count(*) FILTER (n > 0 AND back > 0) AS senders,
                   sum(back)::BIGINT AS returns, sum(units_back) AS units_back, sum(units) AS units,
                   sum(paid_back) AS paid_back
            FROM buying GROUP BY period
        ), history AS (
            SELECT min(day) AS first, count(*) FILTER (day >= DATE '{NOW.start}') AS n0,
                   count(*) FILTER (day >= DATE '{BEFORE.start}' AND day < DATE '{NOW.start}') AS n1,
                   count(*) FILTER (day >= DATE '{EARLIER.start}' AND day < DATE '{BEFORE.start}') AS n2
            FROM orders WHERE customer_id IS NOT NULL AND kind = 'sale' AND day < DATE '{NOW.end}' GROUP BY customer_id
        ), h AS (
            SELECT 0 AS period, count(*) FILTER (n0 > 0 AND first >= DATE '{NOW.start}') AS fresh,
                   count(*) FILTER (n0 > 0 AND first < DATE '{NOW.start}') AS known,
                   count(*) FILTER (n0 > 0 AND n1 > 0) AS kept, count(*) FILTER (n1 > 0) AS at_start FROM history
            UNION ALL
            SELECT 1, count(*) FILTER (n1 > 0 AND first >= DATE '{BEFORE.start}'),
                   count(*) FILTER (n1 > 0 AND first < DATE '{BEFORE.start}'),
                   count(*) FILTER (n1 > 0 AND n2 > 0), count(*) FILTER (n2 > 0) FROM history
        )
        SELECT period, buyers, active, orders, revenue, again, buyers, again_days, buyers, senders, buyers, returns, orders,
               units_back, units, paid_back, revenue, fresh, known, kept, at_start
        FROM b JOIN h USING (period) ORDER BY period""",
    "monthly": """
        WITH masks AS (
            SELECT customer_id, coalesce(bit_or(bit) FILTER (orders > 0), 0) AS bought,
                   coalesce(bit_or(bit) FILTER (orders > 1), 0) AS twice,
                   coalesce(bit_or(bit) FILTER (first_day < last_day), 0) AS days,
                   coalesce(bit_or(bit) FILTER (returns > 0), 0) AS back
            FROM (SELECT *, 1::BIGINT << ((year(month) - 2021) * 12 + month(month) - 8) AS bit FROM by_month
                  WHERE month >= DATE '2021-08-01') GROUP BY customer_id
        ), drawn AS (
            SELECT i, count(*) FILTER ((bought >> i) & 1 = 1) AS buyers,
                   count(*) FILTER ((bought >> i) & 1 = 1 AND ((twice >> i) & 1 = 1 OR (bought >> (i + 1)) & 7 > 0)) AS again,
                   count(*) FILTER ((bought >> i) & 1 = 1 AND ((days >> i) & 1 = 1 OR (bought >> (i + 1)) & 7 > 0)) AS later,
                   count(*) FILTER ((bought >> i) & 1 = 1 AND (back >> i) & 3 > 0) AS sent_back,
                   count(*) FILTER ((bought >> (i - 23)) & 4095 > 0) AS at_start,
                   count(*) FILTER ((bought >> (i - 23)) & 4095 > 0 AND (bought >> (i - 11)) & 4095 > 0) AS kept
            FROM masks, range(23, 59) AS t(i) GROUP BY i
        ), counts AS (
            SELECT month, count(*) FILTER (orders > 0) AS active, sum(orders)::BIGINT AS orders, sum(units_sold) AS units_sold,
                   sum(revenue) AS revenue, sum(returns)::BIGINT AS returns, sum(units_returned) AS units_returned,
                   sum(value_returned) AS value_returned FROM by_month GROUP BY month
        ), fresh AS (
            SELECT month, count(*) AS new FROM (
                SELECT min(month) AS month FROM by_month WHERE orders > 0 GROUP BY customer_id) GROUP BY month
        )
        SELECT (DATE '2021-08-01' + to_months(i::INT))::DATE AS shown, buyers, again, later, sent_back, at_start, kept,
               active, coalesce(new, 0), active - coalesce(new, 0), orders, units_sold, revenue, returns, units_returned,
               value_returned
        FROM drawn JOIN counts ON counts.month = (DATE '2021-08-01' + to_months(i::INT))::DATE
             LEFT JOIN fresh ON fresh.month = counts.month
        ORDER BY shown""",
    "cohorts": """
        SELECT cohort, datediff('month', cohort, month) AS age, active FROM (
            SELECT cohort, month, count(*) AS active FROM by_month
            JOIN (SELECT customer_id, min(month) AS cohort FROM by_month WHERE orders > 0 GROUP BY ALL) USING (customer_id)
            WHERE orders > 0 GROUP BY ALL)
        ORDER BY ALL""",
    "ntile": """
        WITH scores AS (
            SELECT ntile(5) OVER (ORDER BY last_day, customer_id) AS r, ntile(5) OVER (ORDER BY frequency, customer_id) AS f,
                   ntile(5) OVER (ORDER BY monetary, customer_id) AS m FROM rfm_values)
        """ + COUNTS.format("scores"),
    "tie_safe": COUNTS.format("scored"),
    "groups": """SELECT segment, count(*), sum(monetary) FROM scored GROUP BY segment
                 ORDER BY sum(monetary) DESC, segment""",
    "anonymous": f"""SELECT count(*), sum(amount) FILTER (currency = '{CURRENCY}') FROM orders
                     WHERE customer_id IS NULL AND kind = 'sale' AND day >= DATE '{NOW.start}' AND day < DATE '{NOW.end}'""",
}  # fmt: skip


def same(ours: Answers, theirs: Answers) -> list[str]:
    """The names of the answers that differ. Columns are in the order of the registry, those of history last."""
    return [name for name in theirs if [_plain(r) for r in ours[name]] != [_plain(r) for r in theirs[name]]]


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(Decimal(value) if isinstance(value, int | Decimal) else value for value in row)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    floors, figures, work = [], [], [0.0, 0.0]
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as name:
        folder = Path(name)
        make(folder, chosen.rows, chosen.customers)
        by_hand(folder)  # the files are read once, so that neither side pays for the disk
        for _ in range(chosen.rounds):
            begun, worked = time.perf_counter(), time.process_time()
            theirs = by_hand(folder)
            between, worked_between = time.perf_counter(), time.process_time()
            ours = by_program(folder)
            floors.append(between - begun)
            figures.append(time.perf_counter() - between)
            work[0] += worked_between - worked
            work[1] += time.process_time() - worked_between
            if differ := same(ours, theirs):
                print(f"the answers differ: {', '.join(differ)}")
                for which in differ:
                    print(ours[which][:2], theirs[which][:2], sep="\n")
                return 1
    floor, figure = min(floors), min(figures)
    ratio = figure / floor
    result = {
        "bench": "scoreboard_queries",
        "rows": chosen.rows,
        "customers": chosen.customers,
        "floor": {"what": "hand-written SQL, seconds", "value": floor, "all": floors},
        "figure": {"what": "the program's queries, compiling included, seconds", "value": figure, "all": figures},
        "ratio": ratio,
        # Of processor seconds, which a machine that others use too does not stretch.
        "ratio_of_work": work[1] / work[0],
        "bound": BOUND,
        "holds": ratio <= BOUND,
    }
    if chosen.json:
        print(json.dumps(result))
    else:
        print(f"The scoreboard's queries on {chosen.rows:,} interactions of {chosen.customers:,} customers")
        print(f"  floor   hand-written SQL     {floor:6.2f} s")
        print(f"  figure  the program's        {figure:6.2f} s")
        print(f"  ratio   {ratio:.2f} (bound {BOUND}); of processor time {result['ratio_of_work']:.2f}")
        print("  holds" if result["holds"] else "  DOES NOT HOLD")
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
