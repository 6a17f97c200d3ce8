"""`regulars enter` in a terminal."""

from __future__ import annotations

from typing import Any

import pytest
import typer
from allauth.mfa.models import Authenticator
from django.test import Client
from tests.web.conftest import static_files  # noqa: F401 -- the pages need them
from typer.testing import CliRunner

from regulars.cli import enter
from regulars.timeline.models import AuditLine

app = typer.Typer()
app.command()(enter.command)


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def test_link_lets_in_once_who_lost_the_second_factor(alice: Any) -> None:
    Authenticator.objects.create(user=alice, type="totp", data={})
    path = run("Alice@Unfold.example").stdout.strip().removeprefix("http://localhost:8000")
    browser = Client(headers={"host": "localhost"})
    assert browser.get(path)["Location"] == "/"
    assert browser.get("/settings/people/").status_code == 200
    assert Client(headers={"host": "localhost"}).get(path).status_code == 410
    assert AuditLine.objects.get(name="login.passed").about == "by a link of the terminal"


@pytest.mark.parametrize("email", ["nobody@unfold.example", "charlie@unfold.example"])
def test_nobody_and_closed_accounts_get_no_link(charlie: Any, email: str) -> None:
    done = run(email)
    assert (done.exit_code, str(done.exception)) == (1, f"email: Nobody with the address {email} may log in here.")
