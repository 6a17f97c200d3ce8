"""The catalogue, a number's own page, and the figures people enter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.store.company import Company
from tests.understand.four import four_customers

from regulars.access.roles.actions import set_role_rule
from regulars.know.customers.models import Customer
from regulars.understand.inputs.models import EnteredFigure
from regulars.understand.metrics.catalogue import EVERY
from regulars.understand.metrics.measured import Measured
from regulars.understand.metrics.window import Window
from regulars.web.understand.measured_shown import part_rows, spoken

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def company(tmp_path: Path, settings: Any) -> Iterator[Company]:
    """Four customers, the scoreboard of them, and their profiles in the tests' database.

    Asked for before whoever looks at it: on PostgreSQL a sync reads no further than the test's own open transaction.
    """
    with four_customers(tmp_path, settings) as made:
        for pk in range(1, 5):
            Customer.objects.create(pk=pk, name=f"Customer {pk}", known=True, created_at=NOON, changed_at=NOON)
        yield made


@pytest.fixture
def page(client: Client, alice: Any) -> Client:
    client.force_login(alice)
    return client


def text(page: Client, address: str, status: int = 200) -> str:
    answer = page.get(address, headers={"host": "localhost"})
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def test_the_catalogue_has_every_number_before_there_is_any(page: Client) -> None:
    shown = text(page, "/understand/catalogue/")
    assert all(f'href="/understand/catalogue/{key}/"' in shown for key in EVERY)
    assert "No orders have been heard yet" in shown


def test_the_catalogue_says_what_is_and_what_is_missing(
    company: Company, page: Client, django_assert_num_queries: Any
) -> None:
    text(page, "/understand/catalogue/")
    with django_assert_num_queries(3):
        shown = text(page, "/understand/catalogue/")
    assert "<b>3</b> customers bought" in shown
    assert "Market share cannot be told until what the market sold is entered." in shown


def test_a_number_without_orders_is_explained(page: Client) -> None:
    shown = text(page, "/understand/catalogue/churn_rate/")
    assert "Numbers need orders" in shown
    assert "customers who left in the window" in shown


def test_a_number_over_the_window_and_the_part_of_its_address(company: Company, page: Client) -> None:
    shown = text(page, "/understand/catalogue/revenue/?window=2025-12-01..2026-02-28&by=cohort")
    assert "Customers spent <b>€35.00</b>" in shown
    assert "By month of the first order" in shown
    assert "?window=2025-12-01..2026-02-28&amp;by=cohort&amp;of=2025-12" in shown.replace("%3A", ":")


def test_the_line_of_a_number_comes_by_itself(company: Company, page: Client) -> None:
    assert "Revenue: By month" in text(page, "/understand/catalogue/revenue/trend/")


def test_the_people_behind_a_part(company: Company, page: Client) -> None:
    shown = text(page, "/understand/catalogue/revenue/people/?by=cohort&of=2026-02")
    assert [f"Customer {pk}" in shown for pk in range(1, 5)] == [False, False, True, False]


def test_a_country_is_named_in_the_table_and_above_its_people(company: Company, page: Client) -> None:
    shown = text(page, "/understand/catalogue/revenue/?by=country&window=2025-12-01..2026-02-28")
    assert re.findall(r'<th scope="row"><a[^>]*>([^<]+)', shown) == ["not known", "United Kingdom"]
    assert "by=country&amp;of=GB" in shown
    assert "Revenue: United Kingdom" in text(page, "/understand/catalogue/revenue/people/?by=country&of=GB")


def test_an_address_that_means_nothing_says_so(company: Company, page: Client) -> None:
    for address in (
        "revenue/?window=someday",
        "revenue/?by=weather",
        "revenue/?segment=x",
        "revenue/?segment=77",
        "revenue/?compare=never",
        "revenue/trend/?segment=x",
        "revenue/people/?after=x",
        "revenue/people/?by=weather",
    ):
        text(page, f"/understand/catalogue/{address}", 400)


def test_a_number_that_is_none_is_not_found(company: Company, page: Client) -> None:
    for rest in ("", "trend/", "people/"):
        text(page, f"/understand/catalogue/nothing/{rest}", 404)


def test_what_is_missing_is_entered_in_its_place(company: Company, page: Client) -> None:
    here = "/understand/catalogue/clv_historic/"
    assert "Margin is not known: enter it" in text(page, here)
    sent = {"kind": "margin_share", "value": "50 %", "starts_on": "2024-01-01", "next": here}
    answer = page.post("/understand/inputs/enter/", sent, headers={"host": "localhost"})
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert "A customer has been worth" in text(page, here)


def test_nobody_is_sent_away_from_here(page: Client) -> None:
    sent = {"kind": "margin_share", "value": "50 %", "starts_on": "2024-01-01", "next": "https://elsewhere.example/"}
    answer = page.post("/understand/inputs/enter/", sent, headers={"host": "localhost"})
    assert answer["Location"] == "/understand/inputs/"


def test_a_figure_that_cannot_be_meant_comes_back_with_its_reason(page: Client) -> None:
    sent = {"kind": "margin_share", "value": "0.5", "starts_on": "2024-01-01"}
    answer = page.post("/understand/inputs/enter/", sent, headers={"host": "localhost"})
    assert answer.status_code == 422
    assert "Write it in percent, such as 50 %; 0.5 alone could mean two things." in answer.content.decode()
    assert EnteredFigure.objects.count() == 0


def test_figures_come_from_a_file_and_go_again(page: Client) -> None:
    assert "margin_share" in text(page, "/understand/inputs/template/")
    file = SimpleUploadedFile("../../figures.csv", b"figure,value,from,to\nmargin_share,35 %,2026-01-01,\n")
    answer = page.post("/understand/inputs/file/", {"file": file}, headers={"host": "localhost"})
    assert answer.status_code == 302
    figure = EnteredFigure.objects.get()
    assert (figure.kind, figure.value) == ("margin_share", Decimal("0.35"))
    assert "35 %" in text(page, "/understand/inputs/")
    page.post(f"/understand/inputs/{figure.pk}/remove/", headers={"host": "localhost"})
    assert EnteredFigure.objects.count() == 0


def test_a_file_that_is_none_is_refused(page: Client) -> None:
    for sent in ({}, {"file": SimpleUploadedFile("figures.xlsx", b"\x00\x01nothing")}):
        answer = page.post("/understand/inputs/file/", sent, headers={"host": "localhost"})
        assert answer.status_code == 422


def test_bob_sees_no_numbers_and_enters_none(client: Client, bob: Any, charlie: Any) -> None:
    client.force_login(bob)
    for address in ("catalogue/", "catalogue/nps/", "catalogue/nps/trend/", "catalogue/nps/people/", "inputs/"):
        assert client.get(f"/understand/{address}", headers={"host": "localhost"}).status_code == 403
    for address in ("enter/", "file/", "1/remove/"):
        assert client.post(f"/understand/inputs/{address}", headers={"host": "localhost"}).status_code == 403
    client.force_login(charlie)
    assert client.get("/understand/catalogue/", headers={"host": "localhost"}).status_code == 302


def test_a_marketer_who_sees_only_the_team_s_customers_sees_no_others(
    client: Client, company: Company, bob: Any
) -> None:
    type(bob).objects.filter(pk=bob.pk).update(role="analyst")
    set_role_rule("analyst", sees="team", hidden=[], needs_second_factor=False, actor="house")
    client.force_login(bob)
    shown = text(client, "/understand/catalogue/customers/people/")
    assert "Customer 1" not in shown
    assert "<b>3</b> customers bought" in text(client, "/understand/catalogue/customers/")


def test_parts_are_drawn_against_the_largest() -> None:
    window = Window(datetime(2026, 1, 1).date(), datetime(2026, 2, 1).date())  # noqa: DTZ001 - days only

    def one(value: float | None) -> Measured:
        return Measured("nps", "NPS", "points", window, 0, 10, value)

    rows = part_rows({"a": (one(50.0),), "b": (one(-20.0),), "c": (one(None),)}, {}, "/people/", {"by": "x"})
    assert [(row.name, row.value, row.bar, row.people) for row in rows] == [
        ("a", "50.0", 1.0, "/people/?by=x&of=a"),
        ("b", "-20.0", 0.0, "/people/?by=x&of=b"),
        ("c", "–", 0.0, "/people/?by=x&of=c"),
    ]


def test_every_unit_is_spoken() -> None:
    window = Window(datetime(2026, 1, 1).date(), datetime(2026, 2, 1).date())  # noqa: DTZ001 - days only
    told = {
        metric.key: spoken(Measured(metric.key, metric.title, metric.unit, window, 1, None, 1, currency="EUR"))(0.5)
        for metric in EVERY.values()
    }
    keys = ("revenue", "csat", "resolution_time", "resolution_time_business", "nps", "purchase_frequency", "orders")
    assert {key: told[key] for key in keys} == {
        "revenue": "€0.50",
        "csat": "50 %",
        "resolution_time": "30 minutes",
        "resolution_time_business": "0.5 h",
        "nps": "0.5",
        "purchase_frequency": "0.50",
        "orders": "0",
    }
