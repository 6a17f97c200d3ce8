"""A Spark cluster on this machine: a master and workers as processes of their own, on loopback, ended when left."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.tools import java_home

_PATIENCE = 60.0
_CLASS = "org.apache.spark.deploy"


def _spark_class() -> Path:
    spec = importlib.util.find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "bin" / "spark-class"


@contextmanager
def _running(log: Path, *words: str) -> Iterator[None]:
    # They only hand out work: compiled once and quickly is enough for them.
    quick = {"SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    environment = os.environ | {"SPARK_NO_DAEMONIZE": "1", "SPARK_LOCAL_IP": "127.0.0.1"} | quick
    if found := java_home():
        environment["JAVA_HOME"] = found
    with log.open("wb") as out:
        process = subprocess.Popen([str(_spark_class()), *words], env=environment, stdout=out, stderr=out)
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(log: Path, pattern: str) -> str:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"{pattern} was not said in {_PATIENCE:g} s:\n{log.read_text(errors='replace')}")


@contextmanager
def cluster(folder: Path, workers: int = 2, memory: str = "640m") -> Iterator[str]:
    """The address (spark://...) of a cluster whose workers have one core and so much memory each."""
    with ExitStack() as processes:
        log = folder / "master.log"
        own = ("--host", "127.0.0.1", "--webui-port", "0")
        processes.enter_context(_running(log, f"{_CLASS}.master.Master", *own, "--port", "0"))
        address = _wait_for(log, r"Starting Spark master at (spark://\S+)")
        for number in range(workers):
            work = folder / f"worker-{number}"
            work.mkdir()
            its = ("--cores", "1", "--memory", memory, "--work-dir", str(work), address)
            processes.enter_context(_running(folder / f"worker-{number}.log", f"{_CLASS}.worker.Worker", *own, *its))
        for number in range(workers):
            _wait_for(folder / f"worker-{number}.log", r"(Successfully registered with master)")
        yield address
