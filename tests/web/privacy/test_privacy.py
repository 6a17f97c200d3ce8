"""Pages of privacy: a request from taking in to its end, retention, holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer
from regulars.know.requests.actions import receive_request
from regulars.know.requests.models import LegalHold, PrivacyRequest, RetentionRule
from regulars.timeline import audit

pytestmark = pytest.mark.django_db
TOLD = {"how": "by mail", "verified": "answered from the address we know"}


@pytest.fixture
def ada(home: Path) -> Customer:
    return add_customer({"name": "Ada Brandt", "email": "ada@brandt.example"}, actor="house")


def asked(ada: Customer, kind: str, **more: str) -> PrivacyRequest:
    return receive_request(ada.pk, kind, **TOLD | more, actor="house")


def test_empty_list_teaches(as_alice: Client) -> None:
    assert "Nobody waits for an answer" in as_alice.get("/settings/privacy/").content.decode()


def test_request_is_taken_in_and_stands_on_the_list(as_alice: Client, ada: Customer) -> None:
    sent = as_alice.post("/settings/privacy/new/", {"customer": ada.pk, "kind": "access", **TOLD})
    request = PrivacyRequest.objects.get()
    assert sent["Location"] == f"/settings/privacy/{request.pk}/"
    page = as_alice.get("/settings/privacy/").content.decode()
    assert ("1 request to answer" in page, "Ada Brandt" in page) == (True, True)


def test_request_without_proof_of_who_it_is_says_so_at_the_field(as_alice: Client, ada: Customer) -> None:
    sent = as_alice.post("/settings/privacy/new/", {"customer": ada.pk, "kind": "access", "how": "by mail"})
    assert (sent.status_code, PrivacyRequest.objects.count()) == (422, 0)
    assert "Say how you made sure that it is this person." in sent.content.decode()


def test_access_file_is_written_and_fetched_and_the_fetching_audited(as_alice: Client, ada: Customer) -> None:
    request = asked(ada, "access")
    as_alice.post(f"/settings/privacy/{request.pk}/access/")
    fetched = as_alice.get(f"/settings/privacy/{request.pk}/file/")
    assert (fetched["Content-Type"], fetched["Content-Disposition"]) == (
        "application/zip", f'attachment; filename="request-{request.pk}.zip"',
    )  # fmt: skip
    assert b"".join(fetched.streaming_content)[:2] == b"PK"
    assert audit.page().lines[0].name == "customers.exported"


def test_erasure_shows_what_goes_and_wants_the_name(as_alice: Client, ada: Customer) -> None:
    request = asked(ada, "erasure")
    page = as_alice.get(f"/settings/privacy/{request.pk}/").content.decode()
    assert ("What goes" in page, "Type “Ada Brandt” to erase" in page) == (True, True)
    wrong = as_alice.post(f"/settings/privacy/{request.pk}/erase/", {"typed": "ada"})
    assert (wrong.status_code, Customer.objects.get().name) == (422, "Ada Brandt")
    right = as_alice.post(f"/settings/privacy/{request.pk}/erase/", {"typed": "Ada Brandt"})
    assert (right.status_code, Customer.objects.get().name) == (302, "")
    after = as_alice.get(f"/settings/privacy/{request.pk}/").content.decode()
    assert ("Somebody who was erased" in after, "Ada" in after) == (True, False)


def test_correction_and_refusal_are_closed_with_words(as_alice: Client, ada: Customer) -> None:
    request = asked(ada, "correction", text="Lives in Paris")
    assert as_alice.post(f"/settings/privacy/{request.pk}/settle/", {"outcome": ""}).status_code == 422
    as_alice.post(f"/settings/privacy/{request.pk}/settle/", {"outcome": "Town is Paris"})
    other = asked(ada, "objection", text="No profiling")
    as_alice.post(f"/settings/privacy/{other.pk}/refuse/", {"outcome": "Needed for a contract"})
    assert list(PrivacyRequest.objects.order_by("pk").values_list("state", "outcome")) == [
        ("done", "Town is Paris"), ("refused", "Needed for a contract"),
    ]  # fmt: skip


def test_rule_is_tried_without_being_kept_and_then_kept(as_alice: Client, ada: Customer) -> None:
    tried = as_alice.post("/settings/privacy/keeping/words/", {"months": "12", "do": "try"})
    assert ("0 lines from before" in tried.content.decode(), RetentionRule.objects.count()) == (True, 0)
    as_alice.post("/settings/privacy/keeping/words/", {"months": "12", "do": "keep"})
    assert RetentionRule.objects.get().months == 12
    wrong = as_alice.post("/settings/privacy/keeping/words/", {"months": "soon", "do": "keep"})
    assert (wrong.status_code, RetentionRule.objects.get().months) == (422, 12)
    assert as_alice.post("/settings/privacy/keeping/nothing/", {"months": "1"}).status_code == 404


def test_hold_is_placed_shown_and_lifted(as_alice: Client, ada: Customer) -> None:
    as_alice.post("/settings/privacy/holds/", {"customer": ada.pk, "reason": "Dispute 12"})
    assert "Dispute 12" in as_alice.get("/settings/privacy/keeping/").content.decode()
    assert "kept for the law" in as_alice.get(f"/customers/{ada.pk}/panels/").content.decode()
    as_alice.post(f"/settings/privacy/holds/{LegalHold.objects.get().pk}/lift/")
    assert "Dispute 12" not in as_alice.get("/settings/privacy/keeping/").content.decode()


def test_list_costs_the_same_however_many_requests(
    as_alice: Client, ada: Customer, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        asked(ada, "access")
    as_alice.get("/settings/privacy/")
    # The colleague; open requests; closed ones.
    with django_assert_num_queries(4):
        as_alice.get("/settings/privacy/")


def test_agent_sees_no_privacy_at_all(as_bob: Client, ada: Customer) -> None:
    request = asked(ada, "access")
    paths = ("/settings/privacy/", f"/settings/privacy/{request.pk}/", "/settings/privacy/keeping/")
    statuses = [as_bob.get(path).status_code for path in paths]
    assert statuses == [403, 403, 403]
    assert "Hold for the law" not in as_bob.get(f"/customers/{ada.pk}/panels/").content.decode()
