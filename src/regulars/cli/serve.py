"""`regulars serve`: the pages, the tracking API and the worker, in one command."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Annotated

import typer
from rich.console import Console

from regulars.cli.home import ready

console = Console(highlight=False)
# Listening here, the program is reached as localhost from the same machine.
_LOCAL = {"127.0.0.1", "0.0.0.0", "::"}  # noqa: S104 -- compared, not bound


def command(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every one.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="Server processes; more only pay on PostgreSQL.", min=1)] = 1,
    threads: Annotated[int, typer.Option(help="Requests a process works on at once.", min=1)] = 8,
    worker: Annotated[bool, typer.Option(help="Also run the background worker.")] = True,
) -> None:
    """Serve the program until Ctrl+C."""
    os.environ["REGULARS_PROCESSES"] = str(workers)
    ready()
    serve(host, port, workers=workers, threads=threads, with_worker=worker)


def serve(
    host: str, port: int, *, workers: int = 1, threads: int = 8, with_worker: bool = True, enter: str = ""
) -> None:
    """Serve until told to stop. `enter` is the path of a one-time login link to print instead of the plain address."""
    from regulars.web import assets

    assets.collect()
    address = f"http://{'localhost' if host in _LOCAL else host}:{port}"
    console.print(f"Open [bold]{address}{enter or setup_path() or '/'}[/bold]  (Ctrl+C stops)", soft_wrap=True)
    background = _Background() if with_worker else None
    _granian(host, port, workers, threads, background)


def setup_path() -> str:
    """Where the first administrator is made, with a fresh token; empty when there is one already."""
    from regulars.access.links.actions import make_link
    from regulars.access.links.models import OneTimeLink
    from regulars.access.users.models import User

    if User.objects.exists():
        return ""
    return f"/setup/{make_link(OneTimeLink.Purpose.SETUP)}"


class _Background:
    """The worker as a process of its own, started again should it end before it was told to."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            # The parent's number lets the worker notice when the server was killed and end itself.
            env = os.environ | {"REGULARS_WORKER_PARENT": str(os.getpid())}
            self._process = subprocess.Popen([sys.executable, "-m", "regulars", "worker"], env=env)
            self._process.wait()
            self._stopping.wait(2)

    def stop(self) -> None:
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()


def _granian(host: str, port: int, workers: int, threads: int, background: _Background | None) -> None:
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # The server's processes must not inherit an open database.
    connections.close_all()
    server = Granian(
        "regulars.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        blocking_threads_idle_timeout=600,
        backpressure=threads * 8,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    )
    if background is not None:
        server.on_startup(background.start)
        server.on_shutdown(background.stop)
    server.serve()
