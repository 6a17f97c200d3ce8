"""Finding duplicates: how right, and how fast.

Without arguments: pairs precision, recall and F1 on FEBRL 1 to 3 and (where ../shared/data is there) fake_1000, through the
program's own path: the same records, comparisons, training and thresholds for all of them, and no pair is ever labelled. The
floor is what rules of equal keys find; `recordlinkage` as its guide sets it up stands beside it. Bounds: F1 >= 0.97 on FEBRL 1
and 2, >= 0.95 on FEBRL 3, >= 0.88 on fake_1000, and no false pair beyond the threshold of merging alone.
("Merged alone" are of those the ones that leave no doubt.)

`--customers 1000000`: that many made-up customers in SQLite, one in twenty of them told twice, through the worker's job: reading,
training, comparing, filling the queue. The floor is reading them all. Bounds: 10 minutes, 8 GB, 90 % of the planted found, and
nobody merged alone who is somebody else.

Run: python bench/duplicates.py [--customers N] [--json].
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import combinations
from typing import Any

import planted
from known_pairs import DataSet, Pairs, by_equal_keys, by_recordlinkage, every

BOUNDS = {"fake_1000": 0.88, "FEBRL 1": 0.97, "FEBRL 2": 0.97, "FEBRL 3": 0.95}
REVIEW, AUTOMATIC = 0.5, 0.9999
MOST_SECONDS, MOST_BYTES, LEAST_RECALL = 600.0, 8_000_000_000, 0.90
FLOOR = """
import time
from regulars.cli.home import ready
ready()
from regulars.know.duplicates import reading
began = time.perf_counter()
told = sum(1 for _ in reading.read("person", traits=False))
print(told, time.perf_counter() - began)
"""
FIGURE = """
import time
from regulars.cli.home import ready
ready()
from regulars.know.duplicates.jobs import run
began = time.perf_counter()
rounds = run(whole=True)
print(rounds[0].customers, rounds[0].pairs, rounds[0].found, time.perf_counter() - began)
"""


def scores(found: Pairs, truth: Pairs) -> dict[str, float]:
    """Precision, recall and F1 of pairs."""
    right = len(found & truth)
    precision, recall = right / len(found) if found else 0.0, right / len(truth)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "false": len(found) - right}


def judged(data: DataSet) -> dict[str, Any]:
    """The figures of one data set."""
    from regulars.know.duplicates.finding import look
    from regulars.know.duplicates.matching.groups import mergeable
    from regulars.know.duplicates.matching.records import references
    from regulars.store.engine.linkage import open_linkage

    began = time.perf_counter()
    with open_linkage() as engine:
        keys = references(one.traits for one in data.told)
        found = look(engine, "person", data.told, references=keys, least=REVIEW)
    alone = {pair for group in mergeable("person", found.pairs, AUTOMATIC) for pair in combinations(group, 2)}
    return {
        "records": len(data.told),
        "true_pairs": len(data.truth),
        "seconds": time.perf_counter() - began,
        "review": scores({(pair.left, pair.right) for pair in found.pairs}, data.truth),
        "sure": scores({(pair.left, pair.right) for pair in found.pairs if pair.score >= AUTOMATIC}, data.truth),
        "alone": scores(alone, data.truth),
        "equal_keys": scores(by_equal_keys(data.told), data.truth),
        "recordlinkage": scores(by_recordlinkage(data.told), data.truth),
    }


def how_right() -> dict[str, Any]:
    """All data sets that are there."""
    sets = {data.name: judged(data) for data in every()}
    return {
        "bench": "duplicates",
        "sets": sets,
        "bound": BOUNDS,
        "holds": all(
            s["review"]["f1"] >= BOUNDS[name] and s["sure"]["false"] == s["alone"]["false"] == 0
            for name, s in sets.items()
        ),
    }


def fill(customers: int) -> Pairs:
    """Put made-up customers into the database of REGULARS_HOME; returns the planted pairs."""
    from collections import defaultdict

    from django.db import connection, transaction

    from regulars.cli.home import ready

    ready()
    own: dict[int, list[int]] = defaultdict(list)
    rows: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'customers_customer'")
        for (name,) in cursor.fetchall():  # the search index is not what is measured
            cursor.execute(f"DROP TRIGGER {name}")
        now = "2026-11-20 10:00:00"
        statement = (
            "INSERT INTO customers_customer (id, kind, known, name, name_key, email, phone, street, postcode, region, city, "
            "country, language, birthday, traits, search_text, created_at, changed_at) "
            "VALUES (%s, 'person', 1, %s, %s, %s, %s, %s, %s, '', %s, %s, '', %s, '{}', '', %s, %s)"
        )
        for told, whose in planted.people(customers):
            own[whose].append(told.id)
            rows.append(
                (
                    told.id, told.name, told.name.lower(), told.email, told.phone, told.street, told.postcode, told.city,
                    told.country, told.birthday.isoformat() if told.birthday else None, now, now,
                )
            )  # fmt: skip
            if len(rows) == 50_000:
                with transaction.atomic():
                    cursor.executemany(statement, rows)
                rows.clear()
        with transaction.atomic():
            cursor.executemany(statement, rows)
    return {pair for pks in own.values() if len(pks) > 1 for pair in combinations(sorted(pks), 2)}


def measured(program: str) -> tuple[list[str], int]:
    """What a process of its own printed, and its peak bytes; raises when it fails."""
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = child.stdout.read().split()
    # wait4 tells the memory of this child alone, where getrusage tells the largest of all children so far.
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit("the process failed")
    return said, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def how_fast(customers: int) -> dict[str, Any]:
    """One company of that size."""
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as home:
        os.environ["REGULARS_HOME"] = home
        truth = fill(customers)
        floor, _ = measured(FLOOR)
        figure, peak = measured(FIGURE)
        from regulars.know.duplicates.matching.groups import Scored, mergeable
        from regulars.know.duplicates.models import Pair

        rows = Pair.objects.values_list("left_id", "right_id", "score", "weight", "steps")
        pairs = [Scored(*row) for row in rows.iterator(chunk_size=10_000)]
    got = scores({(pair.left, pair.right) for pair in pairs}, truth)
    sure = scores({(pair.left, pair.right) for pair in pairs if pair.score >= AUTOMATIC}, truth)
    alone = {pair for group in mergeable("person", pairs, AUTOMATIC) for pair in combinations(group, 2)}
    seconds = float(figure[3])
    return {
        "bench": "duplicates at scale",
        "customers": customers,
        "compared_pairs": int(figure[1]),
        "planted_pairs": len(truth),
        "review": got,
        "sure": sure,
        "alone": scores(alone, truth),
        "floor": {"what": "reading all customers, seconds", "value": float(floor[1])},
        "figure": {"what": "the worker's search, seconds", "value": seconds},
        "ratio": seconds / float(floor[1]),
        "peak_bytes": peak,
        "bound": {"seconds": MOST_SECONDS, "peak_bytes": MOST_BYTES, "recall": LEAST_RECALL},
        "holds": seconds <= MOST_SECONDS
        and peak <= MOST_BYTES
        and got["recall"] >= LEAST_RECALL
        and not len(alone - truth),
    }


def _say_right(result: dict[str, Any]) -> None:
    print(f"{'':11}{'records':>8}{'pairs':>7}   {'precision':>9}{'recall':>8}{'F1':>8}")
    ways = ("review", "sure", "alone", "equal_keys", "recordlinkage")
    names = (
        "figure  shown",
        "        from 99.99 %",
        "        merged alone",
        "floor   equal keys",
        "beside  recordlinkage",
    )
    for name, told in result["sets"].items():
        print(f"{name:11}{told['records']:8}{told['true_pairs']:7}   {told['seconds']:.1f} s")
        for way, words in zip(ways, names, strict=True):
            s = told[way]
            print(f"  {words:25}{s['precision']:9.4f}{s['recall']:8.4f}{s['f1']:8.4f}   {s['false']} false")
        print(f"  bound   F1 {BOUNDS[name]}, from 99.99 % and merged alone 0 false")


def _say_fast(result: dict[str, Any]) -> None:
    got, sure, alone = result["review"], result["sure"], result["alone"]
    print(f"{result['customers']:,} customers, {result['planted_pairs']:,} planted pairs")
    print(f"  floor   reading them all      {result['floor']['value']:7.1f} s")
    print(f"  figure  the worker's search   {result['figure']['value']:7.1f} s   (bound {MOST_SECONDS:.0f} s)")
    print(f"  ratio   {result['ratio']:.1f}; {result['compared_pairs']:,} pairs compared")
    print(f"  peak    {result['peak_bytes'] / 1e9:.2f} GB (bound {MOST_BYTES / 1e9:.0f} GB)")
    print(f"  shown   recall {got['recall']:.4f} (bound {LEAST_RECALL}), precision {got['precision']:.4f}")
    print(f"  sure    recall {sure['recall']:.4f}, {sure['false']} false")
    print(f"  alone   recall {alone['recall']:.4f}, {alone['false']} false")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    result = how_fast(chosen.customers) if chosen.customers else how_right()
    if chosen.json:
        print(json.dumps(result))
    else:
        (_say_fast if chosen.customers else _say_right)(result)
        print("  holds" if result["holds"] else "  DOES NOT HOLD")
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
