"""`regulars key` in a terminal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from regulars.cli import key
from regulars.listen.tracking.queries import find_sender

pytestmark = pytest.mark.django_db
terminal = CliRunner()


def run(*words: str) -> Any:
    return terminal.invoke(key.app, list(words))


def test_new_prints_the_key_alone() -> None:
    done = run("new", "Web shop")
    token = done.stdout.strip()
    assert done.exit_code == 0
    assert find_sender(token) is not None
    assert "source web-shop" in done.stderr


def test_new_as_json_names_the_source() -> None:
    said = json.loads(run("new", "Web shop", "--json").stdout)
    assert (said["name"], said["source"]) == ("Web shop", "web-shop")
    assert find_sender(said["key"]) is not None


def test_list_shows_hints_and_never_keys() -> None:
    token = run("new", "Web shop").stdout.strip()
    [listed] = json.loads(run("list", "--json").stdout)
    assert (listed["name"], listed["hint"], listed["revoked_at"], listed["last_used_at"]) == (
        "Web shop", token[-4:], None, None,
    )  # fmt: skip
    assert token not in run("list").stdout


def test_a_key_is_revoked_by_its_source() -> None:
    token = run("new", "Web shop").stdout.strip()
    assert run("revoke", "web-shop").exit_code == 0
    assert find_sender(token) is None


def test_revoking_an_unknown_key_fails_by_name() -> None:
    done = run("revoke", "nothing")
    assert (done.exit_code, "'nothing'" in str(done.exception)) == (1, True)
