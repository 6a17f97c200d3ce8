"""Metrics over the API and in the terminal: the same figures, of one way of measuring."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.api.rest.test_customers import bearer
from tests.store.company import close, found
from typer import Typer
from typer.testing import CliRunner

from regulars.access.acting import HOUSE, acting_as
from regulars.cli.metrics import command
from regulars.store.lake.keeping import sync

pytestmark = pytest.mark.django_db
EVERYTHING = "customers.see", "numbers.see"


@pytest.fixture
def company(tmp_path: Path, settings: Any, alice: Any) -> Iterator[Any]:
    """Two customers, three orders in two countries, in a lake of their own; Alice asks."""
    made = found(tmp_path)
    for customer, country, days in ((1, "DE", (3, 9)), (2, "FR", (9,))):
        assert made.customer(country=country) == customer
        for day in days:
            made.order(customer, f"A{customer}{day}", ("tee", "1", "5"), business_day=date(2026, 3, day))
    sync(made.source(), made.lake)
    settings.REGULARS_HOME = tmp_path
    yield alice
    close(made)


def measured(client: Client, path: str, **asked: Any) -> Any:
    answer = client.get(path, {"window": "2026-03-01..2026-03-31"} | asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_catalogue_tells_every_metric_with_its_formula(company: Any) -> None:
    known = {one["key"]: one for one in bearer(company, *EVERYTHING).get("/api/metrics").json()}
    assert known["repeat_purchase_rate"]["unit"] == "share"
    assert "Formula:" in known["repeat_purchase_rate"]["formula"]
    assert {"country", "channel"} <= set(known["revenue"]["by"])


def test_metric_is_measured_over_any_window_and_by_any_part(company: Any) -> None:
    client = bearer(company, *EVERYTHING)
    told = measured(client, "/api/metrics/repeat_purchase_rate")
    assert told["window"] == {"name": "2026-03-01..2026-03-31", "first": "2026-03-01", "last": "2026-03-31"}
    [part] = told["parts"]
    [one] = part["metrics"]
    assert (one["numerator"], one["denominator"], one["value"]) == ("1", "2", 0.5)
    told = measured(client, "/api/metrics/measure", metric=["orders", "customers"], by="country", compare="nothing")
    assert {part["part"]: [one["value"] for one in part["metrics"]] for part in told["parts"]} == {
        "DE": [2, 1], "FR": [1, 1],
    }  # fmt: skip


def test_terminal_prints_what_the_api_says(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.cli.metrics.ready", lambda: None)
    app = Typer()
    app.command()(command)
    asked = ["--json", "--no-refresh", "--metric", "orders", "--by", "country", "--window", "2026-03-01..2026-03-31"]
    with acting_as(HOUSE):
        printed = CliRunner().invoke(app, asked, catch_exceptions=False).stdout
    assert json.loads(printed) == measured(bearer(company, *EVERYTHING), "/api/metrics/orders", by="country")
    with acting_as(HOUSE):
        spoken = CliRunner().invoke(app, [word for word in asked if word != "--json"], catch_exceptions=False).stdout
    assert "2 orders were placed." in spoken


@pytest.mark.parametrize(
    ("path", "asked", "wrong"),
    [
        ("/api/metrics/nothing", {}, "metric"),
        ("/api/metrics/orders", {"window": "soon"}, "window"),
        ("/api/metrics/orders", {"by": "moon"}, "by"),
        ("/api/metrics/visits", {"by": "category"}, "by"),
        ("/api/metrics/orders", {"segment": 99}, "segment"),
        ("/api/metrics/orders", {"by": "segment:99"}, "by"),
        ("/api/metrics/orders", {"compare": "never"}, "compare"),
        ("/api/metrics/measure", {}, "metric"),
    ],
)
def test_what_cannot_be_measured_names_the_parameter(
    company: Any, path: str, asked: dict[str, Any], wrong: str
) -> None:
    answer = bearer(company, *EVERYTHING).get(path, asked)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [wrong])


def test_token_without_numbers_and_nobody_get_none(company: Any, bob: Any) -> None:
    paths = ["/api/metrics", "/api/metrics/orders", "/api/metrics/measure?metric=orders"]
    for client, status in ((bearer(company, "customers.see"), 403), (bearer(bob, "customers.see"), 403)):
        assert [client.get(path).status_code for path in paths] == [status] * 3
    assert [Client(headers={"host": "localhost"}).get(path).status_code for path in paths] == [401] * 3
