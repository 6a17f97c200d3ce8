"""Who belongs to each of 100 segments: of everybody, and of 1,000 who just did something.

    bench/segments.py --customers 1000000 --interactions 20000000 --keep DIR

The floor of each is SQL written by hand for the same 100 rules: one statement over the lake's files in DuckDB, handed the
customers as Arrow; and one statement over the operational database for the thousand. The program does more: it compiles
rules, compares with who stands in each segment, writes who came and went and a line on their timelines.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

EVERYBODY_BOUND = 60.0
CHANGED_BOUND = 2.0
CHANGED = 1_000


class Both(NamedTuple):
    """A rule, and the same as SQL over `counts` (name -> condition on a line)."""

    rule: dict[str, Any]
    sql: str


def a_hundred(since: Callable[[int], str]) -> tuple[list[Both], dict[str, str]]:
    """The rules; and what is counted of lines, by the name of its column."""
    counts: dict[str, str] = {}

    def did(name: str, times: int = 1, days: int | None = None, product: str = "") -> Both:
        value: dict[str, Any] = (
            {"times": times} | ({"days": days} if days else {}) | ({"product": product} if product else {})
        )
        said = f"name = '{name}'"
        said += f" AND occurred_at >= '{since(days)}'" if days else ""
        said += f" AND lower(properties) LIKE '%{product}%'" if product else ""
        column = f"n{name.split('.', maxsplit=1)[0]}{days or ''}{product}"
        counts[column] = said
        return Both({"field": f"did:{name}", "op": "did", "value": value}, f"COALESCE({column}, 0) >= {times}")

    def fact(field: str, op: str, value: Any, sql: str) -> Both:
        return Both({"field": field, "op": op, "value": value}, f"COALESCE({sql}, FALSE)")

    def both(*parts: Both) -> Both:
        return Both({"all": [part.rule for part in parts]}, " AND ".join(f"({part.sql})" for part in parts))

    def no(part: Both) -> Both:
        return Both({"not": part.rule}, f"NOT ({part.sql})")

    towns = [fact("city", "is", town, f"city = '{town}'") for town in ("Hamburg", "Oslo", "Lyon", "London", "Porto")]
    bought = [did("order.completed", n, days) for days in (150, 200, 300, 400, 600) for n in (1, 2, 3)]
    slept = [both(did("order.completed"), no(did("order.completed", 1, days))) for days in range(140, 240, 10)]
    read = [both(town, did("mail.opened", 1, days)) for town in towns for days in (180, 360)]
    looked = [did("page.viewed", n, days) for days in (140, 160, 200, 300, 500) for n in (1, 3, 5)]
    worth = [fact("insight:worth", "at_least", str(n), f"revenue >= {n} * 10000") for n in range(64, 640, 64)]
    group = [
        fact("insight:segment", "any_of", [name], f"segment = '{name}'")
        for name in ("Champions", "Loyal", "Hibernating")
    ]
    heard = [
        fact("heard", "last_days", days, f"last_heard_at >= '{since(days)}' AND last_heard_at < '{since(0)}'")
        for days in range(100, 1000, 100)
    ]
    linen = [did("order.completed", 1, days, "linen") for days in (150, 250, 350, 450, 550)]
    named = [fact("name", "begins", letter, f"name_key LIKE '{letter}%'") for letter in "azpgi"]
    mixed = [both(group[i % 3], towns[i % 5], bought[i]) for i in range(14)]
    # Most are of one town: some thousands to some tens of thousands of people, as segments are.
    bought, slept, looked, worth, heard, linen = (
        [both(towns[i % 5], one) for i, one in enumerate(some)] for some in (bought, slept, looked, worth, heard, linen)
    )
    every = [*towns, *bought, *slept, *read, *looked, *worth, *group, *heard, *linen, *named, *mixed]
    assert len(every) == 100, len(every)
    return every, counts


def by_hand_of_everybody(every: list[Both], counts: dict[str, str], files: list[str], people: Any) -> dict[str, int]:
    """One statement over the lake's files; the sizes."""
    import duckdb

    engine = duckdb.connect(config={"memory_limit": "1GB", "threads": 2})
    engine.register("people", people)
    counted = ", ".join(f"SUM(CASE WHEN {said} THEN 1 ELSE 0 END) AS {name}" for name, said in counts.items())
    told = ", ".join(f"{one.sql} AS s{i}" for i, one in enumerate(every))
    rows = engine.execute(
        f"SELECT id, {told} FROM people LEFT JOIN (SELECT customer_id, {counted} FROM read_parquet(?)"
        " WHERE name IN ('order.completed', 'mail.opened', 'page.viewed') GROUP BY customer_id) AS did"
        " ON did.customer_id = people.id",
        [files],
    ).to_arrow_table()
    return {f"s{i}": int(rows[f"s{i}"].to_numpy().sum()) for i in range(len(every))}


def by_hand_of_some(every: list[Both], counts: dict[str, str], ids: list[int]) -> None:
    """One statement over the operational database."""
    from django.db import connection

    counted = ", ".join(f"SUM(CASE WHEN {said} THEN 1 ELSE 0 END) AS {name}" for name, said in counts.items())
    told = ", ".join(f"{one.sql} AS s{i}" for i, one in enumerate(every))
    listed = ", ".join(map(str, ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.id, {told} FROM customers_customer AS c LEFT JOIN insights_customerinsight AS i ON i.customer_id = c.id"
            f" LEFT JOIN (SELECT customer_id, {counted} FROM timeline_interaction WHERE customer_id IN ({listed})"
            f" GROUP BY customer_id) AS did ON did.customer_id = c.id WHERE c.id IN ({listed})".replace("%", "%%"),
            [],
        )
        cursor.fetchall()


class Took(NamedTuple):
    """Seconds by the clock, and of the processors: on a machine that others use, the second says more."""

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{self.clock:7.2f} s ({self.processor:.2f} s of the processors)"


def measured(act: Callable[[], Any]) -> tuple[Took, Any]:
    """How long it took, and what came of it."""
    began, worked = time.perf_counter(), time.process_time()
    told = act()
    return Took(time.perf_counter() - began, time.process_time() - worked), told


def main() -> None:
    """Fill, count, let a thousand do something, follow."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, default=1_000_000)
    options.add_argument("--interactions", type=int, default=20_000_000)
    options.add_argument("--keep", type=Path)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    home = asked.keep or Path(tempfile.mkdtemp(prefix="regulars-bench-"))
    os.environ |= {"REGULARS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "regulars.settings"}
    import filled_company

    filled_company.fill(home, asked.customers, asked.interactions)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from regulars.kit import moments
    from regulars.know.filters.field import Moment
    from regulars.store.lake.here import our_lake, our_source
    from regulars.store.lake.keeping import sync
    from regulars.store.lake.place import current
    from regulars.timeline.record import Entry, record
    from regulars.understand.segments import jobs
    from regulars.understand.segments.actions import make
    from regulars.understand.segments.models import Segment, SegmentMember

    sync()
    when = Moment(moments.now())
    every, counts = a_hundred(lambda days: f"{when.today - timedelta(days=days - 1)} 00:00:00")

    def by_hand() -> dict[str, int]:
        import pyarrow as pa
        from deltalake import DeltaTable

        with our_source() as source:
            people = pa.Table.from_batches(source.stream(
                "SELECT c.id, c.city, c.name_key, COALESCE(c.last_heard_at, '') AS last_heard_at, i.revenue, "
                "COALESCE(i.segment, '') AS segment FROM customers_customer AS c LEFT JOIN insights_customerinsight AS i "
                "ON i.customer_id = c.id WHERE c.known AND c.merged_into_id IS NULL"
            ))  # fmt: skip
        now = current(our_lake())
        assert now is not None
        table = DeltaTable(str(our_lake().table(now.generation, "interactions")), version=now.versions["interactions"])
        return by_hand_of_everybody(every, counts, table.file_uris(), people)

    floor, sizes = measured(by_hand)
    if not Segment.objects.filter(made_from="bench").exists():
        for i, one in enumerate(every):
            make(f"Bench {i}", rule=one.rule, made_from="bench", actor="house")
    segments = list(Segment.objects.filter(made_from="bench").order_by("pk"))
    first, _ = measured(jobs.keep_up)
    Segment.objects.update(due=True)
    again, _ = measured(jobs.keep_up)
    told = list(Segment.objects.filter(made_from="bench").order_by("pk").values_list("size", flat=True))
    assert told == list(sizes.values()), [
        (i, a, b) for i, (a, b) in enumerate(zip(told, sizes.values(), strict=True)) if a != b
    ]
    ids = random.Random(4).sample(range(1, asked.customers + 1), CHANGED)
    now = moments.now()
    stamp = now.isoformat()
    record(*(
        Entry(name="order.completed", occurred_at=now, source="bench", source_id=f"{stamp}-{pk}", customer_id=pk)
        for pk in ids
    ))  # fmt: skip
    floor_some, _ = measured(lambda: by_hand_of_some(every, counts, ids))
    some, moved = measured(jobs.follow)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {
        "customers": asked.customers, "interactions": asked.interactions, "segments": len(segments),
        "members": SegmentMember.objects.count(), "by_hand": floor, "first_count": first, "full_count": again,
        "full_ratio": round(again.processor / floor.processor, 2), "by_hand_changed": floor_some, "changed": some,
        "changed_ratio": round(some.processor / floor_some.processor, 1), "moved": moved, "megabytes": round(memory),
    }  # fmt: skip
    if asked.json:
        print(json.dumps(figures))
    else:
        print(f"SQL by hand, everybody   {floor}")
        print(f"first count, all written {first}   {figures['members']:,} members")
        print(f"full count               {again}   {figures['full_ratio']} x (bound {EVERYBODY_BOUND:.0f} s)")
        print(f"SQL by hand, {CHANGED:,}      {floor_some}")
        ratio = f"{figures['changed_ratio']} x (bound {CHANGED_BOUND:.0f} s)"
        print(f"{CHANGED:,} changed customers  {some}   {ratio}, {moved:,} came or went")
        print(f"memory                   {memory:7.0f} MB")
    sys.exit(0 if again.clock <= EVERYBODY_BOUND and some.clock <= CHANGED_BOUND else 1)


if __name__ == "__main__":
    main()
