"""A served company and a browser: everything here is as people have it, the server in a process of its own."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.migrated import furnish
from tests.oidc_provider import free_port
from tests.tools import chromium

PATIENCE = 60.0
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


def regulars(home: Path, *words: str) -> str:
    """What a command of the terminal printed."""
    environment = os.environ | {"REGULARS_HOME": str(home)}
    command = [sys.executable, "-m", "regulars", *words]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its address, and the first thing it printed to open."""

    address: str
    home: Path
    link: str


@contextmanager
def serving(home: Path, *words: str, port: int = 0) -> Iterator[Served]:
    """`regulars serve` (or `demo`) on a free port, or on the one given; ended when left."""
    port = port or free_port()
    environment = os.environ | {"REGULARS_HOME": str(home), "PYTHONUNBUFFERED": "1", "COLUMNS": "300"}
    log = home / "server.log"
    home.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "regulars", *words, "--port", str(port)], env=environment, stdout=out, stderr=out
        )
        try:
            _wait(port, process, log)
            printed = re.search(rf"http://localhost:{port}(\S*)", log.read_text())
            assert printed is not None, log.read_text()
            yield Served(f"http://localhost:{port}", home, printed[1])
        finally:
            process.terminate()
            process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/login/", headers={"Host": "localhost"})
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"no answer in {PATIENCE:g} s: {log.read_text()}")


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Unfold with 200 customers and its numbers computed, served with a login link."""
    home = furnish(tmp_path_factory.mktemp("company"))
    regulars(home, "demo", "--no-serve", "--customers", "200")
    regulars(home, "metrics")
    with serving(home, "demo") as served:
        yield served


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    """A program nobody has used yet, served with its setup link."""
    with serving(tmp_path / "empty", "serve") as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def logged_in(browser: Browser, company: Served) -> str:
    """The cookies of the owner, as a file that contexts begin with."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(company.address + company.link)
    page.wait_for_url("**/customers/")
    path = company.home / "cookies.json"
    context.storage_state(path=path)
    context.close()
    return str(path)


@contextmanager
def opened(
    browser: Browser,
    address: str,
    *,
    state: str | None = None,
    width: int = 1440,
    dark: bool = False,
    expected: tuple[str, ...] = (),
) -> Iterator[Page]:
    """A page whose every complaint (console, content policy, script errors, failed loads) fails the test at its end.

    `expected` are answers that the browser complains of and the test means: ("403",).
    """
    context: BrowserContext = browser.new_context(
        base_url=address,
        storage_state=state,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"{request.url}: {request.failure}"))
    try:
        yield page
    finally:
        context.close()
    # A look-up that the next letter overtook is given up on purpose; 422 is how a form comes back with its errors.
    meant = ("ERR_ABORTED", "status of 422", *(f"status of {status}" for status in expected))
    assert [c for c in complaints if not any(part in c for part in meant)] == []


@pytest.fixture
def page(browser: Browser, company: Served, logged_in: str) -> Iterator[Page]:
    """The owner's browser on the company."""
    with opened(browser, company.address, state=logged_in) as shown:
        yield shown
