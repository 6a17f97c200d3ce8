"""Loaded by pytest before anything reads the settings (see addopts): a data folder for the tests, and which database.

REGULARS_TEST_DATABASE=postgres runs the tests on a real PostgreSQL, started here and ended with the run;
REGULARS_TEST_ENGINE=spark runs the engine tests on Spark.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

RUN = "REGULARS_TEST_RUN"
STARTED = "REGULARS_TEST_DATABASE_URL"


def prepare() -> None:
    """Never the data of whoever runs the tests, never their settings."""
    for name in [n for n in os.environ if n.startswith("REGULARS_") and not n.startswith("REGULARS_TEST_")]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    # What the workers of a parallel run share lies in the folder of whoever started them.
    if RUN not in os.environ:
        os.environ[RUN] = tempfile.mkdtemp(prefix="regulars-tests-")
        atexit.register(shutil.rmtree, os.environ[RUN], ignore_errors=True)
    os.environ["REGULARS_HOME"] = tempfile.mkdtemp(prefix="home-", dir=os.environ[RUN])
    if os.environ.get("REGULARS_TEST_DATABASE", "sqlite") == "postgres":
        # Each worker of a parallel run has a server of its own: what may be read depends on every transaction of a server.
        address = STARTED + os.environ.get("PYTEST_XDIST_WORKER", "")
        if address not in os.environ:
            from tests.postgres import start

            os.environ[address] = start()
        os.environ["DATABASE_URL"] = os.environ[address]


prepare()
