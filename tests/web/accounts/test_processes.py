"""Several server processes: a lock after wrong passwords and the end of a login hold in each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.migrated import furnish

pytestmark = pytest.mark.slow
PROGRAM = """
import sys
import django
django.setup()
from django.test import Client
from django.core.management import call_command
from regulars.access.users.models import User

step = sys.argv[1]
if step == "begin":
    call_command("collectstatic", interactive=False, verbosity=0)
    User.objects.create_user("alice@unfold.example", "correct horse battery", name="Alice", role="owner")
browser = Client(headers={"host": "localhost"})
if step == "wrong":
    for _ in range(3):
        browser.post("/login/", {"login": "alice@unfold.example", "password": "wrong wrong wrong"})
if step == "right":
    page = browser.post("/login/", {"login": "alice@unfold.example", "password": "correct horse battery"})
    print("let in" if page.status_code == 302 else "locked out")
    print(browser.cookies["sessionid"].value if page.status_code == 302 else "")
if step == "use":
    browser.cookies["sessionid"] = sys.argv[2]
    print(browser.get("/settings/").status_code)
if step == "end":
    from regulars.access.sessions.actions import end_sessions
    print(end_sessions(User.objects.get().pk))
"""


def run(home: Path, *words: str) -> list[str]:
    """What a server process of its own does, as one of two."""
    environment = os.environ | {
        "REGULARS_HOME": str(home),
        "REGULARS_PROCESSES": "2",
        "DJANGO_SETTINGS_MODULE": "regulars.settings",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", PROGRAM, *words]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.splitlines()


def test_wrong_passwords_are_counted_together(tmp_path: Path) -> None:
    run(furnish(tmp_path), "begin")
    run(tmp_path, "wrong")
    run(tmp_path, "wrong")
    assert run(tmp_path, "right")[0] == "locked out"


def test_login_ended_in_one_process_has_ended_in_the_other(tmp_path: Path) -> None:
    run(furnish(tmp_path), "begin")
    said, key = run(tmp_path, "right")
    assert (said, run(tmp_path, "use", key), run(tmp_path, "end"), run(tmp_path, "use", key)) == (
        "let in", ["200"], ["1"], ["302"],
    )  # fmt: skip
