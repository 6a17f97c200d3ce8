"""The program served as people serve it, and clients that keep their connections, for benches over HTTP."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PATIENCE = 60.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@contextmanager
def running(command: list[str], port: int, home: Path, path: str = "/login/") -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers on `port`; ended, with what it started, when left."""
    environment = os.environ | {"REGULARS_HOME": str(home)}
    log = (home / f"server-{port}.log").open("wb")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        answered(port, process, path)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def answered(port: int, process: subprocess.Popen[bytes], path: str) -> float:
    """Seconds until the first page was answered; raises RuntimeError when the server ended instead."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < PATIENCE:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", path, headers={"Host": "localhost"})
            if connection.getresponse().status < 500:
                return time.perf_counter() - begun
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not answer")


def serve_command(port: int, *more: str) -> list[str]:
    """`regulars serve` on a port."""
    return [sys.executable, "-m", "regulars", "serve", "--port", str(port), *more]


class Browser:
    """One person's browser: one connection, its cookies, its form token."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, fields: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, bytes, Any]:
        """(status, body, headers) of one request; `fields` are sent as a form with the token."""
        body = None
        told = {
            "Host": "localhost",
            "Accept": "text/html",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items()),
        }
        if fields is not None:
            body = urlencode(fields | {"csrfmiddlewaretoken": self._cookies.get("csrftoken", "")})
            told["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body=body, headers=told | headers)
        answer = self._connection.getresponse()
        content = answer.read()
        for header in answer.headers.get_all("Set-Cookie") or []:
            if found := re.match(r"([^=]+)=([^;]*)", header):
                self._cookies[found[1]] = found[2]
        return answer.status, content, answer.headers

    def timed(
        self, method: str, path: str, fields: dict[str, str] | None = None, expect: int = 200, **headers: str
    ) -> float:
        """Milliseconds of one request; raises RuntimeError on another status than `expect`."""
        begun = time.perf_counter()
        status, content, _ = self.ask(method, path, fields, **headers)
        took = (time.perf_counter() - begun) * 1000
        if status != expect:
            raise RuntimeError(f"{method} {path}: {status} {content[:300]!r}")
        return took

    def enter(self, link: str) -> None:
        """Log in by a one-time link."""
        self.timed("GET", link, expect=302)
        self.timed("GET", "/customers/new/")


def login_link(home: Path, email: str) -> str:
    """A one-time login link of that colleague."""
    source = (
        "from regulars.cli.home import ready; ready()\n"
        "from regulars.access.links.actions import make_link\n"
        "from regulars.access.links.models import OneTimeLink\n"
        "from regulars.access.users.models import User\n"
        f"print('/enter/' + make_link(OneTimeLink.Purpose.ENTER, user=User.objects.get(email={email!r})))"
    )
    environment = os.environ | {"REGULARS_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", source], env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all lie at or below (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, round(share * len(ordered) + 0.5) - 1))]
