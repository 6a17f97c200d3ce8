"""How soon the builder says what a rule means and how many it fits, on a large company, beside counting them.

    python bench/building.py --customers 1000000 --interactions 20000000 --keep DIR

p95 over HTTP of what one key press asks (`/rules/standing/`), one request after another: it holds one second, whatever is
asked. The floor is the count it stands for: the same rule counted by SELECT COUNT, once, in the same run; that the count lies
within the bounds the sample gave is checked too. As bench/pages.py, the file is read through first and the worker is off.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
from html import unescape
from pathlib import Path

import filled_company as company
from pages import _measure, asked_of, company_of
from served import Browser, free_port, login_link, running, serve_command

SECONDS = 1.0
# Seconds an exact count may take to be compared with; some would take minutes at a million customers.
PATIENCE = 20.0
_WITHIN = {True: "yes", False: "no", None: "given up"}
RULES = {
    "everybody": "",
    "in Oslo (1 of 5)": "city = 'Oslo'",
    "one name (an index)": f"name = '{company.name_of(4711)}'",
    "bought 3 times": "did('order.completed', times => 3)",
    "last bought 200 days ago": "last_did('order.completed', older => 200)",
    "looked, then bought": "sequence(did('page.viewed'), did('order.completed', within => 7))",
    "looked, bought nothing": "sequence(did('page.viewed'), did_not('order.completed', within => 7))",
    "a property nobody told": "did('page.viewed', plan.name = 'pro')",
    "a tag nobody has": "tag IS NOT NULL",
}  # fmt: skip


def _asked(home: Path, requests: int) -> dict[str, dict[str, float]]:
    port = free_port()
    with running(serve_command(port, "--no-worker"), port, home):
        browser = Browser(port)
        browser.enter(login_link(home, company.EMAIL))
        figures = {}
        for name, text in RULES.items():
            form = {"mode": "text", "text": text}
            page = browser.ask("POST", "/rules/standing/", form)[1].decode()
            for error in re.findall(r'class="error">([^<]+)', page):
                raise SystemExit(f"{name}: {unescape(error)}")
            figures[name] = _measure(lambda _, f=form: browser.timed("POST", "/rules/standing/", f), requests)
        return figures


def _counted(home: Path) -> dict[str, tuple[float, bool | None]]:
    """For each rule the seconds a count takes, and whether it lies within the estimate's bounds: unknown of one given up."""
    os.environ |= {"REGULARS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "regulars.settings"}
    import django

    django.setup()
    from django.db import OperationalError, connection

    from regulars.access.acting import HOUSE, acting_as
    from regulars.kit import moments
    from regulars.know.customers.queries import listed
    from regulars.know.filters.compile import condition
    from regulars.know.filters.estimate import estimate
    from regulars.know.filters.field import Moment
    from regulars.know.filters.text import parse
    from regulars.web.rules.known import fields

    found: dict[str, tuple[float, bool | None]] = {}
    within: bool | None
    with acting_as(HOUSE):
        for name, text in RULES.items():
            every, when = fields(), Moment(moments.now())
            rule = parse(text, every)
            size = estimate(rule, every, when)
            connection.ensure_connection()
            giving_up = threading.Timer(PATIENCE, connection.connection.interrupt)
            began = time.perf_counter()
            giving_up.start()
            try:
                count = listed().filter(condition(rule, every, when)).order_by().count()
                within = size.low <= count <= size.high
            except OperationalError:
                within = None
            finally:
                giving_up.cancel()
            found[name] = (time.perf_counter() - began, within)
    return found


def main() -> int:
    """Measure, print, and say by the exit code whether the bound holds."""
    options = asked_of(__doc__, 20)
    with company_of(options) as home:
        figures = _asked(home, options.requests)
        counts = _counted(home)
    held = all(figure["p95"] <= SECONDS * 1000 for figure in figures.values())
    if options.json:
        told = {"customers": options.customers, "interactions": options.interactions, "unit": "ms", "asked": figures}
        told |= {"counted_seconds": {name: seconds for name, (seconds, _) in counts.items()}}
        print(
            json.dumps(
                told | {"within": {name: within for name, (_, within) in counts.items()}, "held": held}, indent=1
            )
        )
        return 0 if held else 1
    print(
        f"{options.customers:,} customers, {options.interactions:,} interactions; milliseconds over HTTP, one at a time"
    )
    print(f"{'':30}{'p50':>8}{'p95':>8}{'count':>10}{'count / p95':>13}  within its bounds")
    for name, figure in figures.items():
        seconds, within = counts[name]
        ratio = 1000 * seconds / figure["p95"]
        print(
            f"{name:30}{figure['p50']:8.0f}{figure['p95']:8.0f}{1000 * seconds:10.0f}{ratio:13.2f}  {_WITHIN[within]}"
        )
    print(f"bound: {SECONDS:g} s each: {'held' if held else 'NOT held'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
