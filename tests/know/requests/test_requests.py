"""Requests of persons: taken in with a deadline, carried out or refused, with proof."""

from __future__ import annotations

import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from regulars.access.acting import acting_as
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer
from regulars.know.identities.models import Identity
from regulars.know.requests.access_file import path_of
from regulars.know.requests.actions import (
    carry_out_erasure,
    give_access,
    lift_hold,
    place_hold,
    receive_request,
    refuse_request,
    settle_request,
)  # fmt: skip
from regulars.know.requests.deadlines import months_later
from regulars.know.requests.jobs import remove_old_files
from regulars.know.requests.models import PrivacyRequest, Tombstone
from regulars.know.requests.queries import open_requests
from regulars.timeline import audit
from regulars.timeline.read import of_customers

pytestmark = pytest.mark.django_db
TOLD: dict[str, Any] = {"how": "by mail", "verified": "answered from the address we know"}


@pytest.fixture
def ada(home: Path) -> Customer:
    return add_customer({"name": "Ada Brandt", "email": "ada@brandt.example", "city": "Berlin"}, actor="house")


def received(customer: Customer, kind: str, actor: str = "house", **more: str) -> PrivacyRequest:
    return receive_request(customer.pk, kind, **TOLD | more, actor=actor)


def test_request_is_due_a_month_later_and_stands_on_the_timeline(ada: Customer, alice: Any) -> None:
    request = received(ada, "access", alice.actor)
    assert request.due_on == months_later(request.received_at.date(), 1)
    assert (request.who, request.state) == ("Ada Brandt", "open")
    assert of_customers([ada.pk]).interactions[0].name == "request.received"
    assert [line.name for line in audit.page(customer_ids=[ada.pk]).lines] == ["request.received"]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -12, date(2025, 1, 15)),
    ],
)
def test_months_end_on_the_last_day_there_is(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("kind", "told", "field"),
    [
        ("wish", {}, "kind"),
        ("access", {"how": " "}, "how"),
        ("access", {"verified": ""}, "verified"),
        ("correction", {}, "text"),
        ("objection", {"text": ""}, "text"),
    ],
)
def test_request_with_something_missing_is_refused(ada: Customer, kind: str, told: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        received(ada, kind, **told)
    assert (list(refused.value.errors), PrivacyRequest.objects.count()) == ([field], 0)


def test_access_file_holds_everything_told(ada: Customer) -> None:
    request = give_access(received(ada, "access").pk, actor="house")
    with zipfile.ZipFile(path_of(request.file)) as archive:
        told = json.loads(archive.read("data.json"))
        page = archive.read("index.html").decode()
    assert (request.state, request.proof["lines"], len(request.proof["sha256"])) == ("done", len(told["timeline"]), 64)
    assert [line["name"] for line in told["timeline"]] == ["request.received", "customer.created"]
    assert "ada@brandt.example" in json.dumps(told["identities"])
    assert ("Ada Brandt" in page, "Berlin" in page) == (True, True)


def test_access_file_goes_after_thirty_days(ada: Customer) -> None:
    request = give_access(received(ada, "access").pk, actor="house")
    assert (remove_old_files(), path_of(request.file).exists()) == (0, True)
    PrivacyRequest.objects.update(closed_at=request.closed_at - timedelta(days=31) if request.closed_at else None)
    assert (remove_old_files(), path_of(request.file).exists()) == (1, False)
    request.refresh_from_db()
    assert request.file == ""


def test_correction_is_settled_with_what_was_done(ada: Customer) -> None:
    request = received(ada, "correction", text="Lives in Paris now")
    with pytest.raises(Refused):
        settle_request(request.pk, " ", actor="house")
    assert settle_request(request.pk, "Town changed to Paris", actor="house").state == "done"


def test_refusal_needs_a_reason_and_ends_the_request(ada: Customer) -> None:
    request = received(ada, "erasure")
    with pytest.raises(Refused):
        refuse_request(request.pk, "", actor="house")
    refuse_request(request.pk, "Invoices of this year have to be kept", actor="house")
    with pytest.raises(Refused, match="refused already"):
        carry_out_erasure(request.pk, "Ada Brandt", actor="house")


def test_erasure_wants_the_name_typed(ada: Customer) -> None:
    request = received(ada, "erasure")
    for typed in ("", "ada brandt", "ERASE"):
        with pytest.raises(Refused) as refused:
            carry_out_erasure(request.pk, typed, actor="house")
        assert list(refused.value.errors) == ["typed"]
    assert Customer.objects.get().name == "Ada Brandt"


def test_erasure_empties_the_customer_and_buries_the_identities(ada: Customer) -> None:
    request = carry_out_erasure(received(ada, "erasure").pk, "Ada Brandt", actor="house")
    shell = Customer.objects.get()
    assert (shell.known, shell.name, shell.email, shell.city, shell.search_text, shell.traits) == (
        False,
        "",
        "",
        "",
        "",
        {},
    )
    assert shell.erased_at is not None
    assert (Identity.objects.count(), Tombstone.objects.count(), request.state) == (0, 1, "cleaning")
    assert [
        line.name for line in of_customers([ada.pk]).interactions if line.properties.get("changes", {}).get("name")
    ] == []


def test_erasure_reaches_every_merged_part(ada: Customer) -> None:
    visitor = add_customer({"name": "A. Brandt", "email": "a.brandt@mail.example"}, actor="house")
    Customer.objects.filter(pk=visitor.pk).update(merged_into=ada)
    carry_out_erasure(received(ada, "erasure").pk, "Ada Brandt", actor="house")
    assert set(Customer.objects.values_list("name", "email")) == {("", "")}
    assert Tombstone.objects.count() == 2


def test_hold_keeps_from_erasing_until_it_is_lifted(ada: Customer) -> None:
    hold = place_hold(ada.pk, "Dispute 12/2026", actor="house")
    request = received(ada, "erasure")
    with pytest.raises(Refused, match="Dispute 12/2026"):
        carry_out_erasure(request.pk, "Ada Brandt", actor="house")
    assert Customer.objects.get().name == "Ada Brandt"
    lift_hold(hold.pk, actor="house")
    assert carry_out_erasure(request.pk, "Ada Brandt", actor="house").state == "cleaning"


def test_hold_needs_a_reason(ada: Customer) -> None:
    with pytest.raises(Refused):
        place_hold(ada.pk, " ", actor="house")


def test_open_requests_come_by_deadline(ada: Customer) -> None:
    late, soon = received(ada, "access"), received(ada, "correction", text="Town")
    PrivacyRequest.objects.filter(pk=soon.pk).update(due_on=date(2026, 1, 1))
    assert [request.pk for request in open_requests()] == [soon.pk, late.pk]


def test_agent_carries_out_nothing(ada: Customer, bob: Any) -> None:
    request = received(ada, "erasure")
    hold = place_hold(ada.pk, "Dispute", actor="house")
    with acting_as(acting_of(bob)):
        for act in (
            lambda: received(ada, "access"),
            lambda: give_access(request.pk, actor=bob.actor),
            lambda: settle_request(request.pk, "x", actor=bob.actor),
            lambda: refuse_request(request.pk, "x", actor=bob.actor),
            lambda: carry_out_erasure(request.pk, "Ada Brandt", actor=bob.actor),
            lambda: place_hold(ada.pk, "x", actor=bob.actor),
            lambda: lift_hold(hold.pk, actor=bob.actor),
            open_requests,
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert Customer.objects.get().name == "Ada Brandt"
