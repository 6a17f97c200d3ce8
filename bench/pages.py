"""How quickly the customer pages answer on a large company, against a bare Django view under the same server.

    python bench/pages.py --customers 1000000 --interactions 20000000 --keep DIR

p95 over HTTP with a kept connection, one request after another. The floor is bench/bare_view.py under the same server
with the same number of threads; its rows come out of memory, so the ratio holds everything the pages do beyond it.
Before measuring, the database file is read through once: a server that has run for a while has it in the memory of the
machine, and what the first touch of a disk costs is the disk's figure, not the program's. The background worker is off:
filling the lake of a company made a second ago is not what is measured.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filled_company as company
from served import Browser, free_port, login_link, percentile, running, serve_command

BOUND = 5.0
HERE = Path(__file__).resolve().parent


def _bare_command(port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
        "--blocking-threads", "8", "--log-level", "warning", "--working-dir", str(HERE), "bare_view:application",
    ]  # fmt: skip


def _measure(ask: Callable[[int], float], requests: int) -> dict[str, float]:
    for i in range(20):
        ask(i)
    took = [ask(20 + i) for i in range(requests)]
    return {"p50": percentile(took, 0.5), "p95": percentile(took, 0.95), "p99": percentile(took, 0.99)}


def beside(ask: Callable[[int], float], bare: Browser, requests: int) -> dict[str, float]:
    """The figures of one thing asked for, and the floor's p95 of the very same moments: other work slows both."""
    took, floor = [], []
    for i in range(20 + requests):
        floor.append(bare.timed("GET", "/kept/"))
        took.append(ask(i))
    del took[:20], floor[:20]
    figures = {f"p{share * 100:.0f}": percentile(took, share) for share in (0.5, 0.95, 0.99)}
    return figures | {"floor p95": percentile(floor, 0.95)}


def _read_through(file: Path) -> None:
    with file.open("rb", buffering=0) as opened:
        while opened.read(16 * 1024 * 1024):
            pass


def asked_of(said: str | None, requests: int) -> argparse.Namespace:
    """What a bench over the pages of a company was asked on the command line; `requests` unless told otherwise."""
    asked = argparse.ArgumentParser(description=said, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--customers", type=int, default=20_000)
    asked.add_argument("--interactions", type=int, default=400_000)
    asked.add_argument("--requests", type=int, default=requests)
    asked.add_argument("--keep", type=Path, help="folder of the company, made once and used again")
    asked.add_argument("--json", action="store_true")
    return asked.parse_args()


@contextmanager
def company_of(options: argparse.Namespace) -> Iterator[Path]:
    """The folder of the company that was asked for, filled and read through."""
    with tempfile.TemporaryDirectory() as folder:
        home = options.keep or Path(folder)
        company.fill(home, options.customers, options.interactions)
        _read_through(home / "regulars.db")
        yield home


def _floor(home: Path, requests: int) -> dict[str, dict[str, float]]:
    port = free_port()
    with running(_bare_command(port), port, home, "/kept/"):
        browser = Browser(port)
        return {name: _measure(lambda _, n=name: browser.timed("GET", f"/{n}/"), requests) for name in ("kept", "read")}


def _pages(home: Path, customers: int, requests: int) -> dict[str, dict[str, float]]:
    port = free_port()
    choose = random.Random(7)
    with running(serve_command(port, "--no-worker"), port, home):
        browser = Browser(port)
        browser.enter(login_link(home, company.EMAIL))

        def part_of_name(_: int) -> float:
            first, own, last = company.name_of(choose.randrange(customers)).lower().split()
            typed = choose.choice((own[1:7], last[:5], f"{own[:4]} {last[1:5]}", f"{first[:3]} {own[2:]}"))
            return browser.timed("GET", f"/customers/?q={typed.replace(' ', '+')}")

        def create(_: int) -> float:
            name = company.name_of(choose.randrange(10**9))
            fields = {
                "kind": "person",
                "name": name,
                "email": f"new.{time.time_ns()}@mail.example",
                "birthday": "",
            }
            return browser.timed("POST", "/customers/new/", fields, expect=302)

        def listing(i: int) -> float:
            return browser.timed("GET", ("/customers/", "/customers/?sort=name", "/customers/?sort=created")[i % 3])

        kinds: dict[str, Callable[[int], float]] = {
            "list": listing,
            "search by part of a name": part_of_name,
            "search by e-mail": lambda _: browser.timed(
                "GET", f"/customers/?q={company.email_of(choose.randrange(customers))}"
            ),
            "open one": lambda _: browser.timed("GET", f"/customers/{choose.randrange(customers) + 1}/"),
            "create one": create,
        }
        return {name: _measure(ask, requests) for name, ask in kinds.items()}


def main() -> int:
    """Measure, print, and say by the exit code whether the bound holds."""
    options = asked_of(__doc__, 300)
    with company_of(options) as home:
        floor = _floor(home, options.requests)
        pages = _pages(home, options.customers, options.requests)
    bare = floor["kept"]["p95"]
    ratios = {name: figure["p95"] / bare for name, figure in pages.items()}
    held = max(ratios.values()) <= BOUND
    if options.json:
        told = {"customers": options.customers, "interactions": options.interactions, "unit": "ms", "floor": floor}
        print(json.dumps(told | {"pages": pages, "ratio_p95": ratios, "bound": BOUND, "held": held}, indent=1))
        return 0 if held else 1
    print(
        f"{options.customers:,} customers, {options.interactions:,} interactions; milliseconds over HTTP, one at a time"
    )
    print(f"{'':28}{'p50':>8}{'p95':>8}{'p99':>8}{'x floor (p95)':>15}")
    for name, figure in floor.items():
        said = f"bare view, rows {name}"
        print(f"{said:28}{figure['p50']:8.2f}{figure['p95']:8.2f}{figure['p99']:8.2f}{figure['p95'] / bare:15.2f}")
    for name, figure in pages.items():
        print(f"{name:28}{figure['p50']:8.2f}{figure['p95']:8.2f}{figure['p99']:8.2f}{ratios[name]:15.2f}")
    print(f"bound {BOUND:g} x the bare view: {'held' if held else 'NOT held'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
