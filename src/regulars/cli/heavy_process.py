"""The worker's end of the process for heavy jobs: started when needed, ended when idle, replaced when it dies.

Where a second counts, one that has loaded its libraries and done nothing yet is kept ready.
"""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
import time
from collections.abc import Callable

# The next heavy job often follows soon, and loading the libraries takes a second.
IDLE = 60.0
_LOOK = 0.5
_GRACE = 10.0


class Stopped(Exception):
    """The worker was told to stop while a heavy job was being done. Every job may be broken off anywhere."""


class Heavy:
    """One process for heavy jobs."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        # When it last did a job; None while it did none.
        self._used: float | None = None
        self._asked = -IDLE

    def run(self, name: str, go_on: Callable[[], bool]) -> str:
        """Have a job done; returns what went wrong, empty when nothing did.

        `go_on` is asked twice a second; when it says no, the process is ended and Stopped raised.
        """
        if self._process is not None and self._process.poll() is not None:
            self.end()
        process = self._process or self._start()
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the process for heavy jobs has no pipes")
        try:
            process.stdin.write(f"{name}\n")
            process.stdin.flush()
        except BrokenPipeError:
            return self._died(process)
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not selector.select(_LOOK):
                if not go_on():
                    self.end()
                    raise Stopped(name)
        line = process.stdout.readline()
        if not line:
            return self._died(process)
        self._used = time.monotonic()
        return str(json.loads(line).get("error", ""))

    def rest(self, keep_ready: Callable[[], bool]) -> None:
        """End the process when it had nothing to do for a while: what it holds in memory is given back.

        `keep_ready` is asked then, and as long as there is none, once in that while: whether a fresh one shall be kept ready.
        """
        now = time.monotonic()
        if self._process is None:
            if now - self._asked < IDLE:
                return
        elif self._used is None or now - self._used <= IDLE:
            return
        self._asked = now
        self.end()
        if keep_ready():
            self._get_ready()

    def _get_ready(self) -> None:
        """Start a process that loads its libraries; nobody waits for it."""
        process = self._start()
        if process.stdin is None:
            raise RuntimeError("the process for heavy jobs has no pipes")
        try:
            process.stdin.write("\n")
            process.stdin.flush()
        except BrokenPipeError:
            self.end()

    def end(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        self._used = None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "regulars.cli.heavy"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self._process

    def _died(self, process: subprocess.Popen[str]) -> str:
        self._process = self._used = None
        return f"the process that did it ended with code {process.wait()}"
