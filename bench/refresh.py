"""How long everything shown takes to be worked out anew, and to follow a thousand new interactions.

    python bench/refresh.py --customers 1000000 --interactions 20000000 --keep DIR
    python bench/refresh.py --growth --draw growth.svg        # 10,000, 100,000 and 1,000,000 customers, 20 lines each

The worker's own jobs, in a process of their own as in the worker: the numbers of the scoreboard, what is known and foretold
of each customer, their relationship, 100 segments, written back to where pages read them. Filling the lake comes before and
is timed apart. Then 1,000 interactions of 1,000 customers are told, and the same jobs are run again; and once more in a fresh
process that has loaded its libraries and done nothing yet, as a large company's worker keeps one ready. The floor is one query
of the same engine over the same lake: of each customer the orders, what they spent, and the first and last day.
Peak memory is of the whole process. Bounds at 1,000,000: 180 s, 4 GB; 10 s after the thousand, in either process.
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
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import filled_company as company
import segments

TOLD = 1000
BOUNDS = {"refresh": 180.0, "memory": 4096.0, "after": 10.0, "first": 10.0}
SIZES = (10_000, 100_000, 1_000_000)
# Jobs of the worker that bring what pages show up to date.
WANTED = ("refresh the numbers", "keep segments")


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _floor() -> None:
    from regulars.store.engine.fetch import fetch
    from regulars.store.engine.here import our_engine
    from regulars.store.engine.tables import open_tables

    engine = our_engine()
    try:
        orders = open_tables(engine).orders
        sales = orders.filter(orders.kind == "sale")
        of_each = sales.group_by("customer_id").aggregate(
            orders=sales.count(), spent=sales.amount.sum(), first=sales.day.min(), last=sales.day.max()
        )
        fetch(engine, of_each)
    finally:
        engine.disconnect()


def _make_segments() -> None:
    """The hundred rules of the bench of segments: what people are, what the numbers say of them, what they did or did not."""
    from regulars.kit import moments
    from regulars.know.filters.field import Moment
    from regulars.understand.segments.actions import make
    from regulars.understand.segments.models import Segment

    if Segment.objects.filter(made_from="bench").exists():
        return
    when = Moment(moments.now())
    every, _ = segments.a_hundred(lambda days: f"{when.today - timedelta(days=days - 1)} 00:00:00")
    for i, one in enumerate(every):
        make(f"Bench {i}", rule=one.rule, made_from="bench", actor="house")


def _tell() -> None:
    """A thousand orders of a thousand customers, told as a shop tells them."""
    from decimal import Decimal

    from regulars.kit import moments
    from regulars.know.identities.who import Who
    from regulars.listen.intake.actions import take
    from regulars.listen.intake.facts import Fact
    from regulars.timeline.record import Entry

    now = moments.now()
    product = {"product_id": "S1", "name": "Linen shirt", "quantity": "1", "price": "64"}
    facts = [
        Fact(
            entry=Entry(
                name="order.completed", occurred_at=now - timedelta(seconds=i), source="shop", actor="key:1",
                source_id=f"late{now.timestamp()}:{i}", payload={"order_id": f"L{i}", "products": [product]}, channel="web",
                amount=Decimal(64), currency="EUR",
            ),
            who=Who(source="shop", email=company.email_of(i * 7)),
        )
        for i in range(TOLD)
    ]  # fmt: skip
    for first in range(0, TOLD, 100):
        take(facts[first : first + 100])


def _forget() -> None:
    """As if nothing had been worked out yet: every row is written."""
    from django.db import connection

    from regulars.understand.insights.models import Forecast
    from regulars.understand.scoreboard.models import Snapshot
    from regulars.understand.segments.models import Segment

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM insights_customerinsight")
    Forecast.objects.all().delete()
    Snapshot.objects.all().delete()
    Segment.objects.update(due=True)


def _jobs(told: dict[str, float], name: str) -> None:
    from regulars.cli.jobs import BY_NAME

    for job in WANTED:
        if job in BY_NAME and BY_NAME[job].wanted():
            worked = time.process_time()
            told[f"{name}: {job}"] = _seconds(BY_NAME[job].act)
            told[f"processor, {name}: {job}"] = time.process_time() - worked


def _settle(told: dict[str, float]) -> None:
    """What a refresh leaves on the record, who came to which segment, is read too before anything new is told."""
    from regulars.cli.jobs import BY_NAME

    begun, worked = time.perf_counter(), time.process_time()
    for _ in range(5):
        wanted = [name for name in WANTED if BY_NAME[name].wanted()]
        for name in wanted:
            BY_NAME[name].act()
        if not wanted:
            break
    told["settling"], told["processor, settling"] = time.perf_counter() - begun, time.process_time() - worked


def _child() -> None:
    from regulars.cli.home import ready

    ready()
    from regulars.cli.heavy import collect_seldom
    from regulars.store.lake.keeping import sync

    collect_seldom()

    told: dict[str, float] = {"lake": _seconds(sync)}
    _make_segments()
    _forget()
    told["floor"] = _seconds(_floor)
    _jobs(told, "refresh")
    _settle(told)
    _tell()
    _jobs(told, "after")
    told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _settle(told)
    print(json.dumps(told))


def _fresh() -> None:
    from regulars.cli.home import ready

    ready()
    from regulars.cli.heavy import collect_seldom
    from regulars.cli.jobs import load

    collect_seldom()
    told: dict[str, float] = {"loading": _seconds(load)}
    _tell()
    _jobs(told, "first")
    print(json.dumps(told))


def measure(home: Path, customers: int, interactions: int) -> dict[str, float]:
    """Seconds of each step, and the peak memory of all of it in MB."""
    company.fill(home, customers, interactions)
    environment = os.environ | {"REGULARS_HOME": str(home)}
    told: dict[str, float] = {}
    for process in ("--child", "--fresh"):
        run = subprocess.run(
            [sys.executable, __file__, process], env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
        told |= json.loads(run.stdout.splitlines()[-1])
    for name in ("refresh", "after", "first"):
        told[name] = sum(seconds for step, seconds in told.items() if step.startswith(f"{name}: "))
        told[f"processor, {name}"] = sum(s for step, s in told.items() if step.startswith(f"processor, {name}: "))
    return told


def draw(found: dict[int, dict[str, float]], path: Path) -> None:
    """Seconds and memory against customers, both axes by powers of ten."""
    import altair as alt

    rows = [
        {"customers": customers, "what": words, "value": told[key]}
        for customers, told in found.items()
        for key, words in (
            ("refresh", "full refresh, s"),
            ("after", "after 1,000 new, s"),
            ("memory", "peak memory, MB"),
        )
    ]
    chart = (
        alt.Chart(alt.Data(values=rows), width=520, height=320)
        .mark_line(point=True)
        .encode(
            x=alt.X("customers:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format=",", title="customers")),
            y=alt.Y("value:Q", scale=alt.Scale(type="log"), title="seconds, or MB"),
            color=alt.Color("what:N", title=None),
        )
    )
    chart.save(str(path))


def _print(customers: int, interactions: int, told: dict[str, float]) -> None:
    print(f"\n{customers:,} customers, {interactions:,} interactions, 100 segments")
    for step, seconds in told.items():
        if step != "memory":
            print(f"  {step:40} {seconds:8.1f} s")
    print(f"  {'refresh against the floor':40} {told['refresh'] / told['floor']:8.1f} x")
    print(f"  {'peak memory':40} {told['memory']:8.0f} MB")


def main() -> int:
    """Measure, print, and say by the exit code whether the bounds hold."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--customers", type=int, default=20_000)
    asked.add_argument("--interactions", type=int, default=400_000)
    asked.add_argument("--growth", action="store_true", help="10,000, 100,000 and 1,000,000 customers, 20 lines each")
    asked.add_argument("--draw", type=Path, help="a picture of the growth")
    asked.add_argument("--keep", type=Path, help="folder of the companies, made once and used again")
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked.add_argument("--fresh", action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.child or options.fresh:
        _child() if options.child else _fresh()
        return 0
    sizes = {size: size * 20 for size in SIZES} if options.growth else {options.customers: options.interactions}
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for customers, interactions in sizes.items():
            home = (options.keep or Path(folder)) / str(customers)
            found[customers] = measure(home, customers, interactions)
            if not options.json:
                _print(customers, interactions, found[customers])
    if options.draw:
        draw(found, options.draw)
    held = all(told[name] <= bound for told in found.values() for name, bound in BOUNDS.items())
    if options.json:
        print(json.dumps({"found": found, "bounds": BOUNDS, "held": held}, indent=1))
    else:
        print(
            f"bounds {BOUNDS['refresh']:g} s, {BOUNDS['memory']:,.0f} MB, {BOUNDS['after']:g} s: {'held' if held else 'NOT held'}"
        )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
