"""`regulars show` in a terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from regulars.cli import show
from regulars.know.identities.who import Profile, Who
from regulars.listen.intake.actions import take
from regulars.listen.intake.facts import Fact
from regulars.timeline.names import Order, Page
from regulars.timeline.record import Entry

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
app = typer.Typer()
app.command()(show.command)


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def fact(number: int, who: Who, **entry: Any) -> Fact:
    return Fact(
        entry=Entry(
            occurred_at=NOON + timedelta(hours=number), source="shop", source_id=str(number), channel="shop", **entry
        ),
        who=who,
    )


@pytest.fixture
def ann() -> None:
    known = Who(
        source="shop", external_id="17", anonymous_id="phone",
        profile=Profile(name="Ann [Abel]", email="ann@example.com", phone="+44 20 7946 0958", city="Leeds"),
        email="ann@example.com", phone="+44 20 7946 0958",
    )  # fmt: skip
    order = {"name": "order.completed", "payload": Order(order_id="A"), "amount": Decimal("24.5"), "currency": "GBP"}
    take([fact(1, Who(anonymous_id="laptop"), name="page.viewed", payload=Page(title="Home"))])
    take([fact(2, known, **order)])
    take(
        [
            fact(
                3,
                Who(source="shop", external_id="17", anonymous_id="laptop"),
                name="page.viewed",
                payload=Page(title="Sale"),
            )
        ]
    )


@pytest.mark.parametrize("identity", ["ann@example.com", "ANN@example.com", "+442079460958", "17", "laptop"])
@pytest.mark.usefixtures("ann")
def test_every_identity_leads_to_the_whole_story_newest_first(identity: str) -> None:
    shown = json.loads(run(identity, "--json").stdout)
    assert set(shown) == {"customer", "identities", "interactions"}
    assert (shown["customer"]["name"], shown["customer"]["city"], shown["customer"]["kind"]) == (
        "Ann [Abel]",
        "Leeds",
        "person",
    )
    told = [line for line in shown["interactions"] if line["source"] == "shop"]
    assert [line["sentence"] for line in told] == ["Looked at Sale", "Bought something for £24.50", "Looked at Home"]
    assert [line["amount"] for line in told] == [None, "24.5", None]
    assert [identity["kind"] for identity in shown["identities"]] == [
        "email",
        "phone",
        "external",
        "anonymous",
        "anonymous",
    ]


@pytest.mark.usefixtures("ann")
def test_the_page_is_readable_and_shows_names_as_they_are() -> None:
    page = run("ann@example.com").stdout
    assert "Ann [Abel]" in page
    assert "Bought something for £24.50" in page


@pytest.mark.usefixtures("ann")
def test_a_limit_shows_the_newest_and_says_there_is_more() -> None:
    assert len(json.loads(run("17", "--json", "--limit", "1").stdout)["interactions"]) == 1
    assert "and more" in run("17", "--limit", "1").stdout


def test_nobody_known_by_that_name_is_an_error_of_one_line() -> None:
    done = run("nobody@example.com", "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "regulars: no customer is known as 'nobody@example.com'.\n"
