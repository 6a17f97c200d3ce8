"""A customer's consents as colleagues see and record them, and who may not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.know.consents.conftest import person, says  # noqa: F401 -- fixtures
from tests.web.conftest import client_of

from regulars.access.users.models import RoleRule
from regulars.access.users.queries import forget_role_rules
from regulars.know.consents.models import ConsentLine, Suppression
from regulars.know.consents.queries import suppressions_of

GOOD = {"place": "offers:phone", "state": "granted", "how": "phone", "read_out": "yes", "reference": "Recording 4711"}


@pytest.fixture
def ada(person: Any, says: Any) -> Any:  # noqa: F811
    """A customer who gets the newsletter, proven by an address."""
    found = person()
    says(found, "granted", evidence={"address": "ada@mail.example", "ip": "203.0.113.9"})
    return found


def test_page_shows_the_ledger_with_words_and_proof(as_bob: Client, ada: Any) -> None:
    html = as_bob.get(f"/customers/{ada.pk}/consents/").content.decode()
    for said in ("agreed on 2 March 2026, on a form", "yes please", "203.0.113.9", "ada@mail.example", "/preferences/"):
        assert said in html


def test_what_they_say_is_kept_or_said_to_be_wrong(as_bob: Client, ada: Any) -> None:
    address = f"/customers/{ada.pk}/consents/"
    assert as_bob.post(address, GOOD)["Location"] == address
    line = ConsentLine.objects.latest("pk")
    assert (line.state, line.channel, line.evidence) == ("granted", "phone", {"reference": "Recording 4711"})
    assert line.wording is not None
    assert line.wording.text.startswith("Offers, vouchers")
    for change, said in (
        ({"place": "offers:web"}, "is not sent that way"),
        ({"read_out": ""}, "Write the words"),
        ({"day": "tomorrow"}, "This is no date"),
    ):
        answer = as_bob.post(address, GOOD | change)
        assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_contact_is_stopped_and_let_again_and_links_made_void(as_bob: Client, ada: Any) -> None:
    address = f"/customers/{ada.pk}/consents/"
    as_bob.post(f"{address}stop/", {"kind": "do_not_contact", "channel": "phone", "reason": "asked"})
    (stop,) = suppressions_of(ada)
    assert "Do not contact (phone)" in as_bob.get(address).content.decode()
    as_bob.post(f"{address}lift/{stop.pk}/")
    assert suppressions_of(ada) == []
    assert as_bob.post(f"{address}lift/{stop.pk}/").status_code == 404
    assert as_bob.post(f"{address}void/").status_code == 302
    assert as_bob.post(f"{address}stop/", {"kind": "erased"}).status_code == 422


def test_panel_names_what_we_may_use_in_few_queries(as_bob: Client, ada: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from regulars.access.acting import HOUSE, acting_as
    from regulars.web.customers.panels.consents import show

    request = as_bob.get(f"/customers/{ada.pk}/consents/").wsgi_request
    with acting_as(HOUSE), CaptureQueriesContext(connection) as seen:
        panel = show(request, ada, [ada.pk])
    assert panel is not None
    assert [(purpose.name, [mark.label for mark in marks]) for purpose, marks in panel.context["purposes"]] == [
        ("Newsletter", ["E-mail"])
    ]
    assert (panel.context["silent"], panel.context["open"]) == (["Offers", "Research"], ["Service", "Profiling"])
    # purposes, states, lines, and of suppressions the stored address and the rows
    assert len(seen) == 5


def test_nobody_and_those_who_see_others_only_get_nothing(
    visitor: Client, as_charlie: Client, bob: Any, as_bob: Client, ada: Any
) -> None:
    addresses = [f"/customers/{ada.pk}/consents/{more}" for more in ("", "stop/", "lift/1/", "void/")]
    RoleRule.objects.create(role="agent", sees="own")
    forget_role_rules()
    cache.clear()
    try:
        for address in addresses:
            for client in (visitor, as_charlie):
                assert client.post(address, GOOD).status_code == 302
                assert client.get(address).status_code in {302, 405}
            assert as_bob.post(address, GOOD).status_code == 404
        assert as_bob.get(addresses[0]).status_code == 404
        analyst = client_of(
            type(bob).objects.create_user("ana@unfold.example", "correct horse battery", role="analyst")
        )
        assert analyst.get(addresses[0]).status_code == 200
        assert [analyst.post(address, GOOD).status_code for address in addresses] == [403] * 4
    finally:
        RoleRule.objects.all().delete()
        forget_role_rules()
    assert (ConsentLine.objects.count(), Suppression.objects.count()) == (1, 0)


def test_a_hidden_address_stays_hidden_in_the_proof(as_bob: Client, ada: Any) -> None:
    RoleRule.objects.create(role="agent", hidden=["email"])
    forget_role_rules()
    try:
        html = as_bob.get(f"/customers/{ada.pk}/consents/").content.decode()
    finally:
        RoleRule.objects.all().delete()
        forget_role_rules()
    assert "ada@mail.example" not in html
    assert "203.0.113.9" in html
