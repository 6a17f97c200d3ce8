"""`regulars demo` in a terminal: fills once, lets in by a link, serves without what filling took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from regulars.access.links.actions import use_link
from regulars.access.links.models import OneTimeLink
from regulars.access.users.models import User
from regulars.cli.demo import enter_path


def run(home: Path, *words: str) -> Any:
    settings = {"REGULARS_HOME": str(home), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "regulars", "demo", "--no-serve", *words]
    return subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_second_run_finds_it_filled_and_its_numbers_worked_out(tmp_path: Path) -> None:
    first = json.loads(run(tmp_path, "--customers", "50", "--seed", "3", "--json").stdout)
    assert (first["already"], first["calls"] > 500) == (False, True)
    assert json.loads(run(tmp_path, "--json").stdout) == {"calls": 0, "already": True}
    assert (tmp_path / "lake").is_dir()


@pytest.mark.django_db
def test_the_link_lets_in_the_owner_who_is_made_when_there_is_nobody() -> None:
    paths = [enter_path(), enter_path()]
    assert paths[0] != paths[1]
    owner = User.objects.get()
    assert owner.role == "owner"
    assert [use_link(OneTimeLink.Purpose.ENTER, path.removeprefix("/enter/")).user for path in paths] == [owner, owner]
