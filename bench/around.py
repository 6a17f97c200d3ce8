"""What surrounds customers, on a large company: the days to remember of everybody, the panels of a person and of a company
with thousands of people, and the carriers of a tag; against a bare Django view under the same server.

    python bench/around.py --customers 1000000 --keep DIR

p95 over HTTP, one request after another, as bench/pages.py measures and with its floor. Of the customers 60 % have a
birthday, 30 % an anniversary, half carry the commonest of three tags, a tenth works at one company.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import filled_company as company
from pages import _floor, _measure, _read_through
from served import Browser, free_port, login_link, running, serve_command

# The panels are a dozen small reads that no page waits for: they are fetched once the story stands.
BOUNDS = {
    "days to remember": 5.0,
    "further days": 5.0,
    "customer since": 5.0,
    "panels of a person": 10.0,
    "panels of a company": 10.0,
}
INTERACTIONS = 100_000
FIRM = 1


def _surround(customers: int) -> None:
    """In the process of the filled company: birthdays, days, tags, relations, notes. By SQL, as a company of years has them."""
    from django.db import connection

    n = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {customers})"
    now = "'2026-11-20 10:00:00'"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_customer SET birthday = date('1950-01-01', (id * 7919 % 20000) || ' days') WHERE id % 10 < 6"
        )
        cursor.execute(
            "INSERT INTO tags_tag (id, name, key, colour, created_at) VALUES "
            f"(1, 'Half', 'half', 'sand', {now}), (2, 'Few', 'few', 'leaf', {now}), (3, 'Ten', 'ten', 'sky', {now})"
        )
        for tag, every in ((1, 2), (2, 1000), (3, customers // 10)):
            cursor.execute(
                f"{n} INSERT INTO tags_tagging (tag_id, customer_id, created_at) "
                f"SELECT {tag}, i, {now} FROM n WHERE i % {every} = 0"
            )
        cursor.execute(
            f"{n} INSERT INTO occasions_occasion (customer_id, kind_key, key, year, yearly, note, created_at) "
            "SELECT i, 'anniversary', (1 + i % 12) * 100 + 1 + i * 31 % 28, 2000 + i % 20, 1, '', "
            f"{now} FROM n WHERE i % 10 < 3"
        )
        cursor.execute(
            f"{n} INSERT INTO relations_relation (kind_key, origin_id, target_id, role, created_at) "
            f"SELECT 'works_at', i, {FIRM}, 'buyer', {now} FROM n WHERE i % 10 = 0"
        )
        cursor.execute(
            f"{n} INSERT INTO notes_note (customer_id, text, pinned, created_at, changed_at) "
            f"SELECT i, 'Likes linen, calls before noon.', i % 20 = 0, {now}, {now} FROM n WHERE i % 5 = 0"
        )
        cursor.execute("ANALYZE")


def _filled(home: Path, customers: int) -> None:
    company.fill(home, customers, INTERACTIONS)
    stamp = home / "surrounded"
    if not stamp.exists():
        environment = os.environ | {"REGULARS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "regulars.settings"}
        subprocess.run([sys.executable, __file__, "--surround", str(customers)], env=environment, check=True)
        stamp.touch()


def _asked(home: Path, customers: int, requests: int) -> dict[str, dict[str, float]]:
    port = free_port()
    choose = random.Random(7)
    with running(serve_command(port, "--no-worker"), port, home):
        browser = Browser(port)
        browser.enter(login_link(home, company.EMAIL))
        page = browser.ask("GET", "/customers/days/")[1].decode()
        further = page.partition('class="more"')[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
        kinds: dict[str, Callable[[int], float]] = {
            "days to remember": lambda _: browser.timed("GET", "/customers/days/"),
            "further days": lambda _: browser.timed("GET", further),
            "customer since": lambda _: browser.timed("GET", "/customers/days/?kind=customer_since"),
            "panels of a person": lambda _: browser.timed(
                "GET", f"/customers/{choose.randrange(customers) + 1}/panels/"
            ),
            "panels of a company": lambda _: browser.timed("GET", f"/customers/{FIRM}/panels/"),
        }
        return {name: _measure(ask, requests) for name, ask in kinds.items()}


def main() -> int:
    """Measure, print, and say by the exit code whether the bounds hold."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--customers", type=int, default=20_000)
    asked.add_argument("--requests", type=int, default=200)
    asked.add_argument("--keep", type=Path, help="folder of the company, made once and used again")
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--surround", type=int, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.surround:
        import django

        django.setup()
        _surround(options.surround)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        home = options.keep or Path(folder)
        _filled(home, options.customers)
        _read_through(home / "regulars.db")
        floor = _floor(home, options.requests)
        figures = _asked(home, options.customers, options.requests)
    bare = floor["kept"]["p95"]
    ratios = {name: figure["p95"] / bare for name, figure in figures.items()}
    held = all(ratios[name] <= bound for name, bound in BOUNDS.items())
    if options.json:
        told = {"customers": options.customers, "unit": "ms", "floor": floor, "pages": figures, "ratio_p95": ratios}
        print(json.dumps(told | {"bounds": BOUNDS, "held": held}, indent=1))
        return 0 if held else 1
    print(f"{options.customers:,} customers; milliseconds over HTTP, one at a time")
    print(f"{'':28}{'p50':>8}{'p95':>8}{'x floor (p95)':>15}{'bound':>8}")
    print(f"{'bare view, rows kept':28}{floor['kept']['p50']:8.2f}{bare:8.2f}{1:15.2f}")
    for name, figure in figures.items():
        print(f"{name:28}{figure['p50']:8.2f}{figure['p95']:8.2f}{ratios[name]:15.2f}{BOUNDS[name]:8.0f}")
    print("bounds held" if held else "bounds NOT held")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
