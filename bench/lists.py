"""How quickly filtered and sorted lists answer on a large company, against a bare Django view under the same server.

    python bench/lists.py --customers 1000000 --interactions 20000000 --keep DIR

As bench/pages.py: p95 over HTTP with a kept connection, one request after another, the floor being bench/bare_view.py with
rows out of memory. Two bounds. Where an index leads to the customers, or where so many fit that the first stretch of the
order fills the page, a first page holds 5 times the floor. Where neither helps (a rare thing no index leads to), a page
passes at most as many customers as its budget allows (`regulars.know.filters.pages.Budget`) and says where to go on: it
holds one second, however rare.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import filled_company as company
from pages import _bare_command, asked_of, beside, company_of
from served import Browser, free_port, login_link, running, serve_command

BOUND = 5.0
SECONDS = 1.0


def _is(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


# What is asked, and whether an index or the many who fit serve it. In this company companies were all heard long ago, and
# towns go with first names: whoever fits stands far down in the order, so that these pages are bounded by the budget.
LISTS: dict[str, tuple[bool, dict[str, str], list[dict[str, Any]]]] = {
    "companies (1 of 20)": (False, {}, [_is("kind", "any_of", ["company"])]),
    "in Oslo (1 of 5)": (True, {}, [_is("city", "is", "Oslo")]),
    "in Oslo, by name": (False, {"sort": "name"}, [_is("city", "is", "Oslo")]),
    "Champions in Norway": (
        True,
        {},
        [_is("insight:segment", "any_of", ["Champions"]), _is("country", "is", "Norway")],
    ),
    "bought ever, companies": (False, {}, [_is("kind", "any_of", ["company"]), _is("did:order.completed", "did", {})]),
    "opened 2 mails, by name": (True, {"sort": "name"}, [_is("did:mail.opened", "did", {"times": 2})]),
    "by worth": (True, {"sort": "worth"}, []),
    "by worth, in Oslo": (True, {"sort": "worth"}, [_is("city", "is", "Oslo")]),
    "by town": (True, {"sort": "city"}, []),
    "by country, companies": (False, {"sort": "-country"}, [_is("kind", "any_of", ["company"])]),
    "in a town nobody lives in": (True, {}, [_is("city", "is", "Atlantis")]),
    "of a group nobody is in": (True, {}, [_is("insight:segment", "any_of", ["At risk"]), _is("city", "is", "Oslo")]),
    "with a tag nobody has": (False, {}, [_is("tag", "filled")]),
    "e-mail contains a rare text": (False, {}, [_is("email", "contains", "zuzuzu")]),
    "complained ever (nobody)": (False, {}, [_is("did:case.opened", "did", {})]),
    "bought for 900 (nobody)": (False, {"sort": "name"}, [_is("did:order.completed", "did", {"amount": "900"})]),
}


def _lists(home: Path, requests: int) -> dict[str, dict[str, float]]:
    port, bare_port = free_port(), free_port()
    figures = {}
    with (
        running(_bare_command(bare_port), bare_port, home, "/kept/"),
        running(serve_command(port, "--no-worker"), port, home),
    ):
        browser, bare = Browser(port), Browser(bare_port)
        browser.enter(login_link(home, company.EMAIL))
        for name, (served, wishes, parts) in LISTS.items():
            asked = wishes | ({"rule": json.dumps({"all": parts})} if parts else {})
            address = f"/customers/?{urlencode(asked)}"
            often = requests if served else max(10, requests // 10)
            figures[name] = beside(lambda _, a=address: browser.timed("GET", a), bare, often)
    return figures


def main() -> int:
    """Measure, print, and say by the exit code whether the bounds hold."""
    options = asked_of(__doc__, 100)
    with company_of(options) as home:
        lists = _lists(home, options.requests)
    ratios = {name: figure["p95"] / figure["floor p95"] for name, figure in lists.items()}
    served = max(ratios[name] for name, (by_index, _, _) in LISTS.items() if by_index)
    slowest = max(lists[name]["p95"] for name, (by_index, _, _) in LISTS.items() if not by_index) / 1000
    held = served <= BOUND and slowest <= SECONDS
    if options.json:
        told = {"customers": options.customers, "interactions": options.interactions, "unit": "ms"}
        print(json.dumps(told | {"lists": lists, "ratio_p95": ratios, "bound": BOUND, "held": held}, indent=1))
        return 0 if held else 1
    print(
        f"{options.customers:,} customers, {options.interactions:,} interactions; milliseconds over HTTP, one at a time"
    )
    print(f"{'':30}{'p50':>8}{'p95':>8}{'p99':>8}{'bare p95':>10}{'x bare (p95)':>14}")
    for name, figure in lists.items():
        mark = "" if LISTS[name][0] else "  (bounded by its budget)"
        print(
            f"{name:30}{figure['p50']:8.2f}{figure['p95']:8.2f}{figure['p99']:8.2f}{figure['floor p95']:10.2f}"
            f"{ratios[name]:14.2f}{mark}"
        )
    print(
        f"bounds: {BOUND:g} x the bare view, {SECONDS:g} s where nothing leads there: {'held' if held else 'NOT held'}"
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
