"""The import wizard: handed in, looked over, run by the worker, taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from regulars.know.customers.models import Customer
from regulars.know.fields.models import Field
from regulars.know.fields.queries import values_of
from regulars.listen.imports.jobs import run_due
from regulars.listen.imports.models import Import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

TEXT = (
    "Bestellnummer;Bestelldatum;Kundennummer;Kundenname;Betrag\n"
    "1;03.02.2024;K1;Ada Brandt;1.012,50\n2;25.02.2024;K2;Bo;9,90\n3;26.02.2024;K2;Bo;viel\n"
)


@pytest.fixture
def client_of_alice(client: Client, alice: Any) -> Client:
    client.force_login(alice)
    return client


def _hand_in(client: Client, content: bytes = TEXT.encode("cp1252"), name: str = "Bestellungen.csv") -> Any:
    return client.post("/imports/new/", {"file": SimpleUploadedFile(name, content)})


def _columns(job: Import, **changes: str) -> dict[str, str]:
    fields = {f"column-{i}": job.mapping.get(name, "") for i, name in enumerate(job.layout["columns"])}
    return (
        fields | {"kind": job.kind, "mode": "both", "currency": "EUR", "time_zone": "UTC", "source": "shop"} | changes
    )


def test_file_goes_through_all_four_steps(client_of_alice: Client) -> None:
    client = client_of_alice
    response = _hand_in(client)
    job = Import.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/imports/{job.pk}/columns/")

    page = client.get(f"/imports/{job.pk}/columns/").content.decode()
    assert re.findall(r'<option value="([^"]*)" selected>', page)[:5] == [
        "document",
        "occurred_at",
        "customer_id",
        "customer_name",
        "total",
    ]
    response = client.post(f"/imports/{job.pk}/columns/", _columns(job))
    assert response["Location"] == f"/imports/{job.pk}/preview/"

    page = client.get(f"/imports/{job.pk}/preview/").content.decode()
    assert "Ada Brandt" in page
    assert "&#x27;viel&#x27; is no number" in page
    response = client.post(f"/imports/{job.pk}/start/")
    assert response["Location"] == f"/imports/{job.pk}/"
    assert "Waiting for its turn" in client.get(f"/imports/{job.pk}/").content.decode()
    assert "HX-Refresh" not in client.get(f"/imports/{job.pk}/progress/").headers

    assert run_due() is True
    assert run_due() is False
    job.refresh_from_db()
    assert (job.status, job.new, job.refused, job.source, job.actor) == ("done", 2, 1, "shop", f"user:{_alice().pk}")
    assert client.get(f"/imports/{job.pk}/progress/")["HX-Refresh"] == "true"
    assert "Undo this import" in client.get(f"/imports/{job.pk}/").content.decode()
    failed = client.get(f"/imports/{job.pk}/failed.csv")
    assert b"".join(failed.streaming_content).decode("utf-8-sig").splitlines()[1] == (  # type: ignore[attr-defined]
        "4,total,'viel' is no number,3,26.02.2024,K2,Bo,viel"
    )


def _alice() -> Any:
    from regulars.access.users.models import User

    return User.objects.get(email="alice@unfold.example")


def test_undo_asks_for_the_word(client_of_alice: Client) -> None:
    _hand_in(client_of_alice)
    job = Import.objects.get()
    client_of_alice.post(f"/imports/{job.pk}/start/")
    run_due()
    client_of_alice.post(f"/imports/{job.pk}/undo/", {"word": "yes"})
    assert Customer.objects.count() == 2
    client_of_alice.post(f"/imports/{job.pk}/undo/", {"word": "Undo"})
    job.refresh_from_db()
    assert (job.status, Customer.objects.count()) == ("reverted", 0)
    assert "was taken back" in client_of_alice.get(f"/imports/{job.pk}/").content.decode()


def test_other_decimal_mark_is_kept_with_the_columns(client_of_alice: Client) -> None:
    _hand_in(client_of_alice)
    job = Import.objects.get()
    response = client_of_alice.post(f"/imports/{job.pk}/columns/", _columns(job, decimal=".", again="1"))
    assert response["Location"] == f"/imports/{job.pk}/columns/"
    job.refresh_from_db()
    assert (job.layout["decimal"], job.layout["why"]["decimal"], job.mapping["Betrag"]) == (".", "set by you", "total")


def test_two_columns_for_one_field_are_told(client_of_alice: Client) -> None:
    _hand_in(client_of_alice)
    job = Import.objects.get()
    response = client_of_alice.post(f"/imports/{job.pk}/columns/", _columns(job, **{"column-0": "total"}))
    assert response.status_code == 422
    assert "Two columns are mapped to total" in response.content.decode()


def test_missing_field_is_told_before_the_preview(client_of_alice: Client) -> None:
    _hand_in(client_of_alice)
    job = Import.objects.get()
    response = client_of_alice.post(f"/imports/{job.pk}/columns/", _columns(job, **{"column-1": ""}))
    assert response.status_code == 422
    assert "No column is matched to the date of the order" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"%PDF-1.4 x", "is a PDF"), (b"\x7fELF" + bytes(900), "neither text nor a workbook"), (b"", "is empty")],
)
def test_file_of_another_type_is_refused_by_its_content(client_of_alice: Client, content: bytes, said: str) -> None:
    response = _hand_in(client_of_alice, content, "orders.csv")
    assert (response.status_code, Import.objects.count()) == (422, 0)
    assert said in response.content.decode()


def test_file_beyond_the_limit_is_refused_before_it_is_read(client_of_alice: Client, settings: Any) -> None:
    settings.REGULARS_UPLOAD_BYTES = 1024 * 1024
    response = _hand_in(client_of_alice, b"a,b\n" * 400_000)
    assert (response.status_code, Import.objects.count()) == (413, 0)
    assert "larger than 1 MB" in response.content.decode()


def test_upload_needs_the_token_of_the_form(alice: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert _hand_in(client).status_code == 403


def test_draft_is_thrown_away_with_its_file(client_of_alice: Client) -> None:
    _hand_in(client_of_alice)
    job = Import.objects.get()
    client_of_alice.post(f"/imports/{job.pk}/discard/")
    assert (Import.objects.count(), job.folder.exists()) == (0, False)


def test_empty_list_teaches_and_a_full_one_lists(client_of_alice: Client) -> None:
    assert "Nothing was imported yet" in client_of_alice.get("/imports/").content.decode()
    _hand_in(client_of_alice)
    job = Import.objects.get()
    client_of_alice.post(f"/imports/{job.pk}/start/")
    assert "Bestellungen.csv" in client_of_alice.get("/imports/").content.decode()


def test_agent_may_not_import_and_a_closed_account_sees_nothing(client: Client, bob: Any, charlie: Any) -> None:
    client.force_login(bob)
    assert [client.get(path).status_code for path in ("/imports/", "/imports/new/")] == [403, 403]
    assert _hand_in(client).status_code == 403
    client.force_login(charlie)
    assert client.get("/imports/").status_code == 302


def test_import_that_stopped_says_why_and_goes_on(client_of_alice: Client) -> None:
    _hand_in(client_of_alice)
    job = Import.objects.get()
    client_of_alice.post(f"/imports/{job.pk}/start/")
    data = job.file.read_bytes()
    job.file.unlink()
    run_due()
    page = client_of_alice.get(f"/imports/{job.pk}/").content.decode()
    assert "It stopped" in page
    job.file.write_bytes(data)
    client_of_alice.post(f"/imports/{job.pk}/start/")
    run_due()
    job.refresh_from_db()
    assert (job.status, job.new) == ("done", 2)


def test_other_delimiter_shows_other_columns_with_their_own_marks(client_of_alice: Client) -> None:
    _hand_in(client_of_alice, b"a,b;c,d\n1,5;2,25\n3,5;4,75\n4,5;5,75\n")
    job = Import.objects.get()
    first = job.layout["columns"]
    other = {"a,b": ",", "a": ";"}[first[0]]
    client_of_alice.post(f"/imports/{job.pk}/columns/", _columns(job, delimiter=other, decimal=job.layout["decimal"]))
    job.refresh_from_db()
    assert (job.layout["delimiter"], job.layout["columns"] == first, job.layout["why"]["delimiter"]) == (
        other,
        False,
        "set by you",
    )
    assert job.layout["decimal"] == ("," if other == ";" else ".")


CLUB = b"Name,Email,Club card,Points\nAda,ada@x.example,X-1,12\nBo,bo@x.example,X-2,7.5\n"


def test_columns_become_new_fields_right_there(client_of_alice: Client) -> None:
    _hand_in(client_of_alice, CLUB, "club.csv")
    job = Import.objects.get()
    assert "Make a new field of it" in client_of_alice.get(f"/imports/{job.pk}/columns/").content.decode()
    sent = _columns(job, **{"column-2": "new", "column-3": "new", "source": ""})
    answer = client_of_alice.post(f"/imports/{job.pk}/columns/", sent)
    assert answer["Location"] == f"/imports/{job.pk}/preview/"
    assert list(Field.objects.values_list("key", "label", "kind")) == [
        ("club_card", "Club card", "text"),
        ("points", "Points", "number"),
    ]
    client_of_alice.post(f"/imports/{job.pk}/start/")
    run_due()
    ids = dict(Customer.objects.values_list("name", "pk"))
    assert {name: {k: v.said for k, v in values_of([pk])[pk].items()} for name, pk in ids.items()} == {
        "Ada": {"club_card": "X-1", "points": "12"},
        "Bo": {"club_card": "X-2", "points": "7.5"},
    }


def test_no_field_is_made_where_the_matching_fails_or_the_right_is_missing(
    client: Client, client_of_alice: Client, bob: Any
) -> None:
    _hand_in(client_of_alice, CLUB, "club.csv")
    job = Import.objects.get()
    sent = _columns(job, **{"column-0": "email", "column-1": "email", "column-2": "new", "source": ""})
    assert client_of_alice.post(f"/imports/{job.pk}/columns/", sent).status_code == 422
    assert Field.objects.count() == 0
    bob.role = "marketer"
    bob.save()
    client.force_login(bob)
    assert "Make a new field of it" not in client.get(f"/imports/{job.pk}/columns/").content.decode()
    assert (
        client.post(f"/imports/{job.pk}/columns/", _columns(job, **{"column-2": "new", "source": ""})).status_code
        == 403
    )
    assert Field.objects.count() == 0
