"""How good recommendations are on a real shop, and what they cost at any size: learning for everybody, and offering to one.

    python bench/recommendations.py --customers 1000000
    python bench/recommendations.py --customers 0 --shop PATH/online_retail.parquet

Quality: learnt until four weeks before the end, compared with what was bought after, against what most ever bought, what most
buy now and what each bought most; the blend is chosen on the four weeks before that. Floor: 1.5 x the recall of what most ever
bought, for new products.

Cost: customers of a hundred tastes buy eight things each out of 5,000 products. Learning is the whole of the worker's job but
the products' rows: reading out of Parquet by the engine, learning three times (to choose, to try, to serve), everybody's ten
offers, who may want each product, files written. Its floor is the engine's reading of the same tastes once. Offering to one
reads their lines, consent and products out of SQLite; its floor is the page of their lines alone. Each in a process of its own.
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
from datetime import date
from pathlib import Path
from typing import Any

AS_OF = date(2026, 3, 31)
PRODUCTS, TASTES, EACH = 5_000, 100, 8
# Codes of the shop that are postage, fees and corrections.
NO_GOODS = ("POST", "M", "D", "C2", "DOT", "BANK CHARGES", "PADS", "CRUK", "AMAZONFEE")
SERVED = 1_000


def made_lines(customers: int, seed: int = 5) -> Any:
    """Lines of orders: each customer has a taste, and three in four of their purchases are of it."""
    import numpy as np
    import pyarrow as pa

    rng = np.random.default_rng(seed)
    count = customers * EACH
    customer = np.repeat(np.arange(1, customers + 1), EACH)
    taste = rng.integers(0, TASTES, customers)[customer - 1]
    of_taste = PRODUCTS // TASTES
    # Within a taste, and over all, some products sell far more than others.
    inside = taste * of_taste + np.minimum(rng.geometric(0.08, count) - 1, of_taste - 1)
    product = np.where(rng.random(count) < 0.75, inside, np.minimum(rng.geometric(0.002, count) - 1, PRODUCTS - 1))
    back = rng.integers(0, 720, count)
    keys = pa.array([f"p{n:05d}" for n in range(PRODUCTS)])
    days = pa.array(np.arange(720), pa.int32())
    day = np.datetime64(AS_OF, "D").astype(np.int32) - days.to_numpy()[back]
    kind = pa.array(["sale", "return"]).take(pa.array((rng.random(count) < 0.04).astype(np.int8)))
    ones = np.ones(count)
    return pa.table(
        {
            "interaction_id": pa.array(np.arange(count), pa.int64()),
            "line": pa.array(np.ones(count), pa.int32()),
            "customer_id": pa.array(customer, pa.int64()),
            "document": pa.nulls(count, pa.string()),
            "kind": kind,
            "day": pa.array(day, pa.date32()),
            "product_id": keys.take(pa.array(product)),
            "product": keys.take(pa.array(product)),
            "category": pa.nulls(count, pa.string()).fill_null(""),
            "quantity": pa.array(ones).cast(pa.decimal128(18, 3)),
            "price": pa.array(10 * ones).cast(pa.decimal128(18, 4)),
            "amount": pa.array(10 * ones).cast(pa.decimal128(18, 4)),
            "currency": pa.array(["EUR"]).take(pa.array(np.zeros(count, np.int8))),
        }
    )


def looked(home: Path, backend: Any) -> Any:
    """The lines as the engine reads them, nobody's visits, everybody known."""
    import ibis

    from regulars.store.engine.tables import COLUMNS, Tables
    from regulars.store.lake import schemas

    lines = backend.read_parquet(str(home / "lines.parquet"))
    people = backend.read_parquet(str(home / "people.parquet"))
    fields = {name: ibis.Schema.from_pyarrow(schemas.TABLES["interactions"])[name] for name in COLUMNS["interactions"]}
    nothing = backend.create_table("nothing", schema=ibis.schema(fields), temp=True)
    return Tables(orders=lines, lines=lines, customers=people, interactions=nothing, version="bench")


def fill(home: Path, customers: int) -> dict[str, Any]:
    """Write the lines, and put some customers with theirs into SQLite."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from regulars.cli.home import ready

    ready()
    from regulars.know.identities.actions import add_customer
    from regulars.timeline.names import Order, Product
    from regulars.timeline.record import Entry, record

    lines = made_lines(customers)
    pq.write_table(lines, home / "lines.parquet")
    ids = pa.array(range(1, customers + 1), pa.int64())
    known = pa.table(
        {"id": ids, "known": pa.array([True] * customers), "merged_into_id": pa.nulls(customers, pa.int64())}
    )
    pq.write_table(known, home / "people.parquet")
    few = min(customers, SERVED)
    made = [add_customer({"name": f"Customer {n}"}, actor="house").pk for n in range(few)]
    from datetime import UTC, datetime

    entries = []
    for row in lines.filter(pc.less_equal(lines["customer_id"], few)).to_pylist():
        line = Product(product_id=row["product_id"], name=row["product"], quantity="1", price="10")
        entries.append(
            Entry(
                name="order.completed" if row["kind"] == "sale" else "order.refunded",
                occurred_at=datetime.combine(row["day"], datetime.min.time(), UTC),
                source="bench", source_id=str(row["interaction_id"]), customer_id=made[row["customer_id"] - 1],
                payload=Order(order_id=str(row["interaction_id"]), products=[line]), channel="shop",
            )
        )  # fmt: skip
    record(*entries)
    return {}


def floor(home: Path) -> dict[str, Any]:
    """The engine's reading of the tastes, once."""
    from regulars.store.engine.connect import connect
    from regulars.store.engine.fetch import fetch
    from regulars.understand.recommendations import signals

    backend = connect()
    began = time.perf_counter()
    rows = fetch(backend, signals.tastes(looked(home, backend), AS_OF))
    return {"seconds": time.perf_counter() - began, "pairs": len(rows)}


def learn(home: Path) -> dict[str, Any]:
    """The worker's job."""
    from regulars.cli.home import ready

    ready()
    from regulars.store.engine.connect import connect
    from regulars.understand.recommendations import jobs
    from regulars.understand.recommendations.told import from_json

    backend = connect()
    tables = looked(home, backend)
    began, cpu = time.perf_counter(), time.process_time()
    made = jobs.refresh(backend, tables, today=AS_OF)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    told = from_json(made.payload)
    size = sum(path.stat().st_size for path in (home / "recommendations").rglob("*") if path.is_file())
    found: dict[str, Any] = {"seconds": seconds, "processor_seconds": cpu, "files_mb": size / 2**20}
    if told.trial is not None:
        ways = told.trial.ways["new"]
        found |= {f"recall_{name}": way.recall for name, way in ways.items()}
    return found


def serve() -> dict[str, Any]:
    """Offering to one, over and over; and alike customers."""
    from regulars.cli.home import ready

    ready()
    from regulars.know.customers.models import Customer
    from regulars.know.customers.queries import parts_of
    from regulars.timeline.read import of_customers
    from regulars.understand.recommendations.offering import offers_for
    from regulars.understand.recommendations.own import MOST, NAMES
    from regulars.understand.recommendations.wanting import alike

    customers = [(one, parts_of(one)) for one in Customer.objects.order_by("pk")]
    ways = {
        "offers": offers_for,
        "lines_alone": lambda _, parts: of_customers(parts, names=NAMES, limit=MOST),
        "alike": alike,
    }
    found: dict[str, Any] = {}
    for name, act in ways.items():
        took, spent = [], []
        for one, parts in customers[:20]:
            act(one, parts)
        for one, parts in customers[: 300 if name == "alike" else SERVED]:
            began, cpu = time.perf_counter(), time.process_time()
            act(one, parts)
            took.append(time.perf_counter() - began)
            spent.append(time.process_time() - cpu)
        took.sort()
        spent.sort()
        found[f"{name}_ms_p50"] = 1000 * took[len(took) // 2]
        found[f"{name}_ms_p95"] = 1000 * took[len(took) * 95 // 100]
        found[f"{name}_processor_ms_p95"] = 1000 * spent[len(spent) * 95 // 100]
    return found


def quality(shop: Path) -> dict[str, Any]:
    """The real shop, by setting and way; and the parts of ours alone."""
    from dataclasses import replace

    import ibis
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from regulars.store.engine.connect import connect
    from regulars.understand.recommendations.learning import evaluation, split
    from regulars.understand.recommendations.learning.model import Blend
    from regulars.understand.recommendations.teaching import Teacher

    raw = pq.read_table(shop)
    code, quantity, price = (raw[name].combine_chunks() for name in ("InvoiceNo", "Quantity", "UnitPrice"))
    sold = pc.and_(pc.greater(quantity, 0), pc.greater(price, 0))
    lines = pa.table(
        {
            "interaction_id": pc.index_in(code, pc.unique(code)).cast(pa.int64()),
            "line": pa.array(np.arange(len(raw)) % 9_000, pa.int32()),
            "customer_id": raw["CustomerID"].combine_chunks().cast(pa.int64()),
            "kind": pc.if_else(pc.starts_with(code, "C"), "return", pc.if_else(sold, "sale", "none")),
            "day": raw["InvoiceDate"].combine_chunks().cast(pa.date32()),
            "product_id": raw["StockCode"].combine_chunks().cast(pa.string()),
            "product": raw["Description"].combine_chunks().cast(pa.string()).fill_null(""),
            "category": pa.array([""] * len(raw)),
            "price": price,
            "currency": pa.array(["GBP"] * len(raw)),
        }
    )
    backend = connect()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        pq.write_table(lines, home / "lines.parquet")
        none = pa.table({"id": pa.array([], pa.int64()), "known": pa.array([], pa.bool_())})
        pq.write_table(none, home / "people.parquet")
        teacher = Teacher(backend, replace(looked(home, backend), lines=ibis.memtable(lines)), NO_GOODS)
        end = date(2011, 12, 9)
        tried = split.tried(teacher, end)
        assert tried is not None
        found: dict[str, Any] = {"blend": str(tried.blend)}
        for setting, ways in tried.told.items():
            for name, way in ways.items():
                found[f"{setting}_{name}"] = [round(way.recall, 4), round(way.ndcg, 4), round(way.coverage, 3)]
        model, tastes = split.at(teacher, tried.learnt_until, blend=tried.blend)
        some, truth = split.came_true(teacher, tried.learnt_until, model, tastes)
        alone = {"neighbours": Blend(0, 0, 0, 0), "factors": Blend(1e6, 0, 0, 0)}
        for new_only, setting in ((True, "new"), (False, "all")):
            wanted = evaluation.news(truth, some) if new_only else truth
            made = evaluation.offered_by(model, some, list(alone.values()), new_only=new_only)
            for name, offered in zip(alone, made, strict=True):
                way = evaluation.quality(offered, wanted, len(model))
                found[f"{setting}_{name}_alone"] = [round(way.recall, 4), round(way.ndcg, 4), round(way.coverage, 3)]
        found["times_popular"] = round(tried.told["new"]["ours"].recall / tried.told["new"]["popular"].recall, 2)
    return found


def child(what: str, home: Path, customers: int, shop: Path | None) -> None:
    """One figure, in this process."""
    acts = {
        "fill": lambda: fill(home, customers), "floor": lambda: floor(home), "learn": lambda: learn(home),
        "serve": serve, "quality": lambda: quality(shop or Path()),
    }  # fmt: skip
    found = acts[what]()
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


def run(what: str, home: Path, customers: int, shop: Path | None = None) -> dict[str, Any]:
    """One figure, in a process of its own."""
    command = [sys.executable, __file__, "--child", what, "--home", str(home), "--customers", str(customers)]
    if shop is not None:
        command += ["--shop", str(shop)]
    environment = os.environ | {"REGULARS_HOME": str(home), "DATABASE_URL": ""}
    told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--shop", type=Path, help="online_retail.parquet")
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.child:
        child(told.child, told.home, told.customers, told.shop)
        return
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as folder:
        home = Path(folder)
        if told.shop:
            figures["quality: recall@10, NDCG@10, coverage"] = run("quality", home, 0, told.shop.resolve())
        if told.customers:
            run("fill", home, told.customers)
            figures["floor: reading tastes"] = read = run("floor", home, told.customers)
            figures["learning"] = learnt = run("learn", home, told.customers)
            learnt["times_floor"] = learnt["seconds"] / read["seconds"]
            figures["offering to one"] = run("serve", home, told.customers)
    for name, found in figures.items():
        print(name)
        for key, value in found.items():
            print(f"    {key:28} {value:,.3f}" if isinstance(value, float) else f"    {key:28} {value}")
    missed = []
    if told.shop and figures["quality: recall@10, NDCG@10, coverage"]["times_popular"] < 1.5:
        missed.append("quality")
    if told.customers:
        if learnt["seconds"] > max(120, 600 * told.customers / 1_000_000) or learnt["peak_mb"] > 4096:
            missed.append("learning")
        if figures["offering to one"]["offers_processor_ms_p95"] > 20:
            missed.append("offering")
    print(f"missed: {', '.join(missed)}" if missed else "all bounds held")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
