"""How fast `/v1/batch` takes calls in, compared with writing the same rows bare.

A server as `regulars serve` starts it, on a fresh SQLite home, gets requests of 100 calls each from a few connections.
It answers each when its calls are on disk (WAL, synchronous=FULL). In the middle of the last requests it is killed with
SIGKILL; every call that was answered must be there, once.

Floor: the very rows the server wrote, by a bare `executemany` into the same table with the same indexes and pragmas,
committed every 100 rows. Bound: at least 0.3 of it.

    python bench/ingest.py [--calls 40000] [--users 4000] [--connections 8] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

BOUND = 0.3
BATCH = 100
# Figure and floor take turns, so that what else the machine does meets both.
TURNS = 5
SERVER = """
from regulars.cli.home import ready
from regulars.cli.serve import serve
ready()
serve("127.0.0.1", {port}, with_worker=False)
"""


def make_calls(count: int, users: int, rng: random.Random) -> list[dict[str, Any]]:
    """A shop's traffic: half page views, then products, some orders, now and then somebody says who they are."""
    calls = []
    begin = datetime.now(UTC) - timedelta(milliseconds=50 * count)
    for number in range(count):
        user = rng.randrange(users)
        kind = rng.random()
        call: dict[str, Any] = {
            "messageId": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
            "userId": f"user-{user}",
            "anonymousId": f"device-{user}",
            # As they come at a busy shop: 20 a second, every customer now and then.
            "timestamp": (begin + timedelta(milliseconds=50 * number)).isoformat(),
            "context": {
                "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "ip": "192.0.2.1",
                "library": {"name": "analytics.js", "version": "2.11.1"},
                "page": {"path": "/shirts", "url": "https://shop.example/shirts", "title": "Shirts", "referrer": ""},
            },
        }
        product = {"product_id": f"p{number % 80}", "name": "Linen shirt", "category": "Shirts", "price": 39.9}
        if kind < 0.5:
            call |= {"type": "page", "name": "Shirts", "properties": call["context"]["page"]}
        elif kind < 0.88:
            call |= {"type": "track", "event": "Product Viewed", "properties": product}
        elif kind < 0.97:
            order = {
                "order_id": str(number),
                "revenue": 79.8,
                "currency": "EUR",
                "products": [product | {"quantity": 2}],
            }
            call |= {"type": "track", "event": "Order Completed", "properties": order}
        else:
            call |= {"type": "identify", "traits": {"name": f"User {user}", "email": f"user{user}@example.com"}}
        calls.append(call)
    return calls


@dataclass
class Sending:
    """What the connections sent and what was answered; each takes the next request from the same list."""

    port: int
    key: str
    bodies: list[bytes]
    ids: list[list[str]]
    answered: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    next: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, until: int) -> None:
        """One connection: the next request, until that many are sent or the server is gone."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        while True:
            with self.lock:
                number = self.next
                if number >= until:
                    return
                self.next += 1
            try:
                connection.request("POST", "/v1/batch", self.bodies[number], headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, HTTPException):
                return
            if answer.status == 200:
                self.answered.extend(self.ids[number])
            else:
                self.refused.append(answer.status)

    def run(self, connections: int, until: int) -> list[threading.Thread]:
        """Start the connections."""
        threads = [threading.Thread(target=self.send, args=(until,)) for _ in range(connections)]
        for thread in threads:
            thread.start()
        return threads


def start(environment: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    """The server, ready to answer."""
    command = [sys.executable, "-c", SERVER.format(port=port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    for _ in range(600):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("OPTIONS", "/v1/batch")
            if connection.getresponse().status == 204:
                return process
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not start")


class Floor:
    """A bare connection to a home of its own, whose table has the same columns and indexes."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "regulars", "key", "list"]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        from regulars.kit.database_url import SQLITE_PRAGMAS

        self._bare = sqlite3.connect(home / "regulars.db", isolation_level=None)
        self._bare.executescript(SQLITE_PRAGMAS)
        self._copied = 0

    def run(self, database: Path) -> tuple[int, float]:
        """Write the rows that `database` got since the last time; returns how many, and the seconds that took."""
        with sqlite3.connect(database) as source:
            columns = [row[1] for row in source.execute("PRAGMA table_info(timeline_interaction)") if row[1] != "id"]
            names = ", ".join(f'"{name}"' for name in columns)
            rows = source.execute(
                f"SELECT {names} FROM timeline_interaction WHERE source = 'bench' ORDER BY id LIMIT -1 OFFSET {self._copied}"
            ).fetchall()
        self._copied += len(rows)
        insert = f"INSERT INTO timeline_interaction ({names}) VALUES ({', '.join('?' * len(columns))})"
        began = time.perf_counter()
        for first in range(0, len(rows), BATCH):
            self._bare.execute("BEGIN IMMEDIATE")
            self._bare.executemany(insert, rows[first : first + BATCH])
            self._bare.execute("COMMIT")
        return len(rows), time.perf_counter() - began


def main() -> int:
    """Measure, print, and fail when the bound is not met or an answered call is lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=40_000)
    parser.add_argument("--users", type=int, default=4_000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--json", action="store_true", dest="as_json")
    options = parser.parse_args()
    # As many again at the end for the kill to fall into.
    tail = 20 * options.connections
    calls = make_calls(options.calls + tail * BATCH, options.users, random.Random(1))
    batches = [calls[first : first + BATCH] for first in range(0, len(calls), BATCH)]
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as folder:
        result = measure(Path(folder), batches, len(batches) - tail, options.connections)
    if options.as_json:
        print(json.dumps(result))
    else:
        print(f"floor    {result['floor']:10,.0f} rows/s    bare executemany, committed every {BATCH} rows")
        print(f"figure   {result['figure']:10,.0f} calls/s   /v1/batch over HTTP, answered when on disk")
        print(f"ratio    {result['ratio']:10.2f}           bound: at least {BOUND}")
        print(
            f"killed with -9: {result['answered']:,} calls answered, {result['lost']} lost, {result['doubled']} doubled"
        )
    return 0 if result["ratio"] >= BOUND and not result["lost"] and not result["doubled"] else 1


def measure(folder: Path, batches: list[list[dict[str, Any]]], measured: int, connections: int) -> dict[str, Any]:
    """Both runs, each on a home of its own."""
    homes = {name: folder / name for name in ("served", "bare")}
    settings = {"REGULARS_TRACKING_RATE": "0", "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "regulars.settings"}
    environments = {name: os.environ | settings | {"REGULARS_HOME": str(home)} for name, home in homes.items()}
    made = subprocess.run(
        [sys.executable, "-m", "regulars", "key", "new", "bench", "--json"],
        env=environments["served"], capture_output=True, check=True,
    )  # fmt: skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = start(environments["served"], port)
    bodies = [json.dumps({"batch": batch}).encode() for batch in batches]
    sending = Sending(port, json.loads(made.stdout)["key"], bodies, [[c["messageId"] for c in b] for b in batches])
    bare = Floor(homes["bare"], environments["bare"])
    rows, served, written = 0, 0.0, 0.0
    for turn in range(1, TURNS + 1):
        began = time.perf_counter()
        for thread in sending.run(connections, measured * turn // TURNS):
            thread.join()
        served += time.perf_counter() - began
        count, seconds = bare.run(homes["served"] / "regulars.db")
        rows, written = rows + count, written + seconds
    tail = sending.run(connections, len(batches))
    while sending.next < (measured + len(batches)) // 2:
        time.sleep(0.001)
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    for thread in tail:
        thread.join()
    if sending.refused:
        raise SystemExit(f"the server refused requests: {sorted(set(sending.refused))}")
    with sqlite3.connect(homes["served"] / "regulars.db") as database:
        kept = [row[0].rpartition(":")[2] for row in database.execute(
            "SELECT source_id FROM timeline_interaction WHERE source = 'bench'"
        )]  # fmt: skip
    figure, floor = measured * BATCH / served, rows / written
    return {
        "floor": floor, "figure": figure, "ratio": figure / floor, "bound": BOUND,
        "answered": len(sending.answered), "lost": len(set(sending.answered) - set(kept)), "doubled": len(kept) - len(set(kept)),
    }  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
