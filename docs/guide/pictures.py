"""Takes a picture of every page, wide and narrow, light and dark, of the demo company: for the guide, and to be looked at.

    python docs/guide/pictures.py OUT            all pages in all four ways
    python docs/guide/pictures.py --guide        only those the guide shows, into docs/guide/pictures

Needs what `make test` installs, and Chromium. Fills and serves a demo company of its own in a temporary folder.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = {
    "customers": "/customers/",
    "search": "/customers/?q=an",
    "nobody": "/customers/?q=nobody-is-called-so",
    # Whose story is long.
    "customer": "/customers/?sort=orders",
    "edit": "/customers/5/edit/",
    "new": "/customers/new/",
    "imports": "/imports/",
    "import": "/imports/new/",
    "understand": "/understand/",
    "how": "/understand/how/repeat_purchase_rate/",
    "people-behind": "/understand/people/return_rate_customers/",
    "settings": "/settings/",
    "how-you-log-in": "/settings/login/",
    "people": "/settings/people/",
    "keys": "/settings/keys/",
    "filter": "/customers/?rule=%7B%22all%22%3A%5B%7B%22field%22%3A%22city%22%2C%22op%22%3A%22filled%22%7D%5D%7D",
    "companies": "/customers/?view=companies",
    "views": "/customers/views/",
    "change-many": "/customers/changes/new/?pick=1&pick=2&pick=3",
    "duplicates": "/customers/duplicates/",
    "how-duplicates": "/customers/duplicates/how/",
    "days": "/customers/days/",
    "mentions": "/customers/mentions/",
    "merge": "/customers/5/merge/6/",
    "relations": "/customers/5/relations/",
    "consents": "/customers/5/consents/",
    "privacy": "/settings/privacy/",
    "privacy-request": "/settings/privacy/1/",
    "privacy-new": "/settings/privacy/new/?customer=5",
    "keeping": "/settings/privacy/keeping/",
    "fields": "/settings/fields/",
    "field-new": "/settings/fields/new/",
    "tags": "/settings/tags/",
    "purposes": "/settings/purposes/",
    "contact": "/settings/contact/",
    "recognition": "/settings/recognition/",
    "relation-kinds": "/settings/relations/",
    "day-kinds": "/settings/days/",
    "teams": "/settings/teams/",
    "roles": "/settings/roles/",
    "tokens": "/settings/tokens/",
    "api": "/settings/api/",
    "audit": "/settings/audit/",
    "second-factor": "/second-factor/",
    "catalogue": "/understand/catalogue/",
    "number": "/understand/catalogue/revenue/",
    "number-asks": "/understand/catalogue/market_share/",
    "inputs": "/understand/inputs/",
    "expect": "/understand/predictions/",
    "cooling": "/understand/cooling/",
    "segments": "/understand/segments/",
    "segment": "/understand/segments/1/",
    "segment-new": "/understand/segments/new/",
    "segments-ready": "/understand/segments/ready-made/",
    "segments-proposed": "/understand/segments/proposed/",
    "journeys": "/understand/journeys/",
    "journey": "/understand/journeys/1/",
    "journey-compare": "/understand/journeys/1/compare/",
    "journey-people": "/understand/journeys/1/people/?mark=met:1",
    "journey-edit": "/understand/journeys/1/edit/",
    "boards": "/understand/boards/",
    "board": "/understand/boards/1/",
    "alerts": "/understand/alerts/",
    "targets": "/understand/targets/",
    "target": "/understand/targets/1/",
    "offers": "/understand/recommendations/",
    "products": "/understand/recommendations/products/",
    "product": "/understand/recommendations/products/1/",
    "never-offered": "/understand/recommendations/rules/",
    "digests": "/settings/digests/",
    "patterns": "/patterns/",
}
GUIDE = (
    "customers", "customer", "understand", "import", "keys", "number", "expect", "cooling", "segment", "journey", "board",
    "targets", "offers",
)  # fmt: skip
OUTSIDE = {"login": "/login/", "refused": "/enter/nothing"}


def _serve(home: Path, port: int) -> subprocess.Popen[str]:
    environment = os.environ | {"REGULARS_HOME": str(home), "REGULARS_COMPANY": "Unfold", "COLUMNS": "300"}
    run = [sys.executable, "-m", "regulars"]
    subprocess.run([*run, "demo", "--no-serve", "--customers", "1500"], env=environment, check=True)
    subprocess.run([*run, "metrics"], env=environment, check=True, stdout=subprocess.DEVNULL)
    log = (home / "server.log").open("w")
    return subprocess.Popen([*run, "demo", "--port", str(port)], env=environment, stdout=log, stderr=log, text=True)


def _link(home: Path, port: int) -> str:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("localhost", port, timeout=5)
            connection.request("GET", "/login/")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
            continue
        found = re.search(rf"localhost:{port}(/enter/\S+)", (home / "server.log").read_text())
        if found:
            return found[1]
    raise RuntimeError((home / "server.log").read_text())


def _take(
    browser: Browser, address: str, cookies: Path, out: Path, names: list[str], looks: list[tuple[int, bool]]
) -> None:
    for width, dark in looks:
        context = browser.new_context(
            base_url=address,
            storage_state=cookies,
            viewport={"width": width, "height": 1000 if width > 500 else 844},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        for name in names:
            page.goto(PAGES[name])
            if name == "customer":
                page.locator("a.who").first.click()
                page.wait_for_url("**/customers/*/")
            page.wait_for_load_state("networkidle")
            if name == "journey-compare":
                # Drawn by the worker when it is asked for; the page looks again until it is there.
                page.locator(".journey-differences").wait_for(timeout=120_000)
            page.screenshot(path=out / f"{name}-{width}-{'dark' if dark else 'light'}.png")
        context.close()


def main() -> None:
    """Fill, serve, take."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("out", nargs="?", type=Path, default=HERE / "pictures")
    asked.add_argument("--guide", action="store_true")
    options = asked.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        home = Path(folder)
        server = _serve(home, port)
        try:
            address, link = f"http://localhost:{port}", _link(home, port)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
                first = browser.new_context(base_url=address)
                page = first.new_page()
                for name, path in ({} if options.guide else OUTSIDE).items():
                    page.goto(path)
                    page.screenshot(path=options.out / f"{name}-1280-light.png")
                page.goto(link)
                cookies = home / "cookies.json"
                first.storage_state(path=cookies)
                names = list(GUIDE if options.guide else PAGES)
                looks = [(1440, False)] if options.guide else [(1440, False), (1440, True), (390, False), (390, True)]
                _take(browser, address, cookies, options.out, names, looks)
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
