"""Eight people create and edit over HTTP while events stream in and the worker is busy, all on SQLite: nothing may fail.

    python bench/concurrent_writers.py --seconds 30

Floor: one person alone doing the same, without ingest and without the worker. The figure that counts is the number of
failed requests; the times beside it say what the company costs each of them.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import filled_company as company
from served import Browser, free_port, login_link, percentile, running, serve_command

PEOPLE = 8


class Person(threading.Thread):
    """Creates a customer, edits them, looks at the list; over and over."""

    def __init__(self, port: int, link: str, number: int, until: float) -> None:
        super().__init__()
        self._browser = Browser(port)
        self._browser.enter(link)
        self._number = number
        self._until = until
        self.took: list[float] = []
        self.failures: list[str] = []

    def run(self) -> None:
        """Until the time is over."""
        made = 0
        while time.perf_counter() < self._until:
            made += 1
            email = f"p{self._number}.{made}@writers.example"
            location = self._do(
                "POST", "/customers/new/", {"kind": "person", "name": f"Writer {made}", "email": email}, 302
            )
            if location:
                self._do("POST", f"{location}edit/", {"name": f"Writer {made} changed", "city": "Graz"}, 302)
                self._do("GET", location, None, 200)
            self._do("GET", "/customers/", None, 200)

    def _do(self, method: str, path: str, fields: dict[str, str] | None, expect: int) -> str:
        begun = time.perf_counter()
        try:
            status, body, headers = self._browser.ask(method, path, fields)
        except OSError as error:
            self.failures.append(f"{method} {path}: {error}")
            return ""
        self.took.append((time.perf_counter() - begun) * 1000)
        if status != expect:
            said = re.sub(rb"<[^>]+>|\s+", b" ", body)
            self.failures.append(f"{method} {path}: {status} {said[:200]!r}")
            return ""
        return headers.get("Location") or ""


class Ingest(threading.Thread):
    """A shop that sends batches of a hundred events."""

    def __init__(self, port: int, key: str, until: float) -> None:
        super().__init__()
        self._port = port
        self._key = base64.b64encode(f"{key}:".encode()).decode()
        self._until = until
        self.sent = 0
        self.failures: list[str] = []

    def run(self) -> None:
        """Until the time is over."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Host": "localhost", "Authorization": f"Basic {self._key}", "Content-Type": "application/json"}
        while time.perf_counter() < self._until:
            calls = [self._call(self.sent + i) for i in range(100)]
            connection.request("POST", "/v1/batch", body=json.dumps({"batch": calls}), headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                self.failures.append(f"/v1/batch: {answer.status} {body[:200]!r}")
            self.sent += 100

    def _call(self, number: int) -> dict[str, object]:
        now = datetime.now(UTC).isoformat()
        properties = {"order_id": f"W{number}", "total": 64, "currency": "EUR",
                      "products": [{"product_id": "S1", "name": "Linen shirt", "quantity": 1, "price": 64}]}  # fmt: skip
        return {"type": "track", "event": "Order Completed", "messageId": f"w{number}", "userId": str(number % 5000),
                "timestamp": now, "properties": properties}  # fmt: skip


def _write_key(home: Path) -> str:
    environment = os.environ | {"REGULARS_HOME": str(home)}
    command = [sys.executable, "-m", "regulars", "key", "new", "Bench"]
    printed = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    found = re.search(r"rk_[\w-]+", printed)
    if found is None:
        raise RuntimeError(f"no key in {printed!r}")
    return found[0]


def _run(home: Path, people: int, seconds: float, busy: bool) -> tuple[list[Person], Ingest | None]:
    port = free_port()
    key = _write_key(home) if busy else ""
    with running(serve_command(port, *([] if busy else ["--no-worker"])), port, home):
        links = [login_link(home, company.EMAIL) for _ in range(people)]
        until = time.perf_counter() + seconds
        crowd = [Person(port, link, time.time_ns() + n, until) for n, link in enumerate(links)]
        ingest = Ingest(port, key, until) if busy else None
        for thread in (*crowd, *([ingest] if ingest else [])):
            thread.start()
        for thread in (*crowd, *([ingest] if ingest else [])):
            thread.join()
    return crowd, ingest


def main() -> int:
    """Measure, print, and say by the exit code whether nothing failed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=30.0)
    asked.add_argument("--customers", type=int, default=5_000)
    asked.add_argument("--interactions", type=int, default=50_000)
    asked.add_argument("--json", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        company.fill(home, options.customers, options.interactions)
        [alone], _ = _run(home, 1, min(10.0, options.seconds), busy=False)
        crowd, ingest = _run(home, PEOPLE, options.seconds, busy=True)
    took = [t for person in crowd for t in person.took]
    failures = [f for who in (alone, *crowd, *([ingest] if ingest else [])) for f in who.failures]
    floor, figure = percentile(alone.took, 0.95), percentile(took, 0.95)
    told = {
        "floor_p95_ms": floor, "p95_ms": figure, "worst_ms": max(took), "ratio": figure / floor, "requests": len(took),
        "events": ingest.sent if ingest else 0, "failed": len(failures), "failures": failures[:10], "held": not failures,
    }  # fmt: skip
    if options.json:
        print(json.dumps(told, indent=1))
    else:
        print(f"one person alone: p95 {floor:.1f} ms")
        print(f"{PEOPLE} people, ingest and worker: {len(took):,} requests and {told['events']:,} events")
        print(f"p95 {figure:.1f} ms, worst {max(took):.0f} ms, {figure / floor:.1f} x alone")
        print(f"failed: {len(failures)} ({'held' if not failures else 'NOT held'})")
        for failure in failures[:10]:
            print(" ", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
