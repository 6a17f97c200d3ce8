"""`regulars worker`: does what is due, until told to stop."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Annotated

import typer

from regulars.cli.home import ready

if TYPE_CHECKING:
    from regulars.cli.jobs import Job
    from regulars.store.schedule.claims import Claim

# Seconds between two looks at the schedule, and after the database did not answer.
LOOK = 1.0
PAUSE = 10.0
# A claim is extended long before it lapses.
EXTEND = 30.0

log = logging.getLogger("regulars.worker")


def command(
    once: Annotated[bool, typer.Option(help="Do what is due now, then end; exit code 1 if anything failed.")] = False,
) -> None:
    """Do what is due: imports, the lake and the numbers, tidying. Runs until Ctrl+C."""
    ready()
    worker = Worker()
    if once:
        try:
            raise typer.Exit(1 if worker.round() else 0)
        finally:
            worker.close()
    worker.run()


class Worker:
    """One worker. Several may run: each job is claimed by one of them."""

    def __init__(self) -> None:
        from regulars.cli.heavy_process import Heavy
        from regulars.cli.jobs import BY_NAME
        from regulars.store.schedule import claims

        self.jobs = BY_NAME
        self.claims = claims
        self.heavy = Heavy()
        self.stopping = threading.Event()
        self.parent = int(os.environ.get("REGULARS_WORKER_PARENT", "0"))
        claims.know(self.jobs)

    def run(self) -> None:
        """Work until told to stop by SIGTERM or SIGINT, or until the server that started this worker is gone."""
        from django.db import DatabaseError, close_old_connections

        from regulars.cli.jobs import is_large

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            while self._going_on():
                try:
                    self.round()
                    pause = LOOK
                except DatabaseError as error:
                    log.warning("The database did not answer, trying again: %s", error)
                    pause = PAUSE
                close_old_connections()
                self.heavy.rest(is_large)
                self.stopping.wait(pause)
        finally:
            self.close()

    def close(self) -> None:
        """End the process for heavy jobs."""
        self.heavy.end()

    def round(self) -> int:
        """Do every job that is due and wanted, and again those due at once; returns how many failed."""
        from regulars.cli.heavy_process import Stopped
        from regulars.store.schedule.queries import due

        failed = 0
        try:
            while self._going_on():
                done = [self._do(self.jobs[name]) for name in due(self.jobs)]
                failed += done.count(False)
                if not any(done):
                    break
        except Stopped:
            self.stopping.set()
        return failed

    def _do(self, job: Job) -> bool | None:
        """Do one job; whether it went well, None when there was nothing to do or another worker has it."""
        began = time.monotonic()
        try:
            wanted, problem = job.wanted(), ""
        except Exception as error:  # noqa: BLE001 -- looking whether there is work is part of the job
            wanted, problem = True, f"{type(error).__name__}: {error}"
        held = self.claims.claim(job.name) if wanted else None
        if held is None:
            return None
        problem = problem or self._act(job, held)
        seconds = time.monotonic() - began
        if problem:
            log.error("Job failed: %s: %s", job.name, problem)
            self.claims.fail(held, seconds, problem)
            return False
        self.claims.succeed(held, seconds, job.pause(seconds))
        return True

    def _act(self, job: Job, held: Claim) -> str:
        from regulars.cli.heavy_process import Stopped

        if not job.heavy:
            try:
                job.act()
            except Exception as error:  # noqa: BLE001 -- noted and tried again later
                return f"{type(error).__name__}: {error}"
            return ""
        extended = time.monotonic()

        def go_on() -> bool:
            nonlocal extended
            if time.monotonic() - extended > EXTEND:
                extended = time.monotonic()
                if not self.claims.extend(held):
                    return False
            return self._going_on()

        try:
            return self.heavy.run(job.name, go_on)
        except Stopped:
            self.claims.let_go(held)
            raise

    def _going_on(self) -> bool:
        orphaned = self.parent and os.getppid() != self.parent
        return not (orphaned or self.stopping.is_set())
