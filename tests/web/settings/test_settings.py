"""Theme, people, write keys."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from regulars.listen.tracking.models import WriteKey


def test_theme_is_kept_and_the_next_page_comes_in_it(as_bob: Client) -> None:
    assert as_bob.post("/settings/theme/", {"theme": "dark"}).status_code == 204
    assert 'data-theme="dark"' in as_bob.get("/settings/").content.decode()


def test_unknown_theme_is_refused(as_bob: Client) -> None:
    answer = as_bob.post("/settings/theme/", {"theme": "pink"})
    assert (answer.status_code, answer.content.decode()) == (400, "theme: Choose light, dark or as the device.")


def test_key_is_shown_once_and_kept_as_a_hash(as_alice: Client) -> None:
    page = as_alice.post("/settings/keys/", {"name": "Web shop"}).content.decode()
    token = re.search(r"<code data-copied>(rk_[^<]+)</code>", page)
    assert token is not None
    key = WriteKey.objects.get()
    assert (key.name, key.hint, token[1] in as_alice.get("/settings/keys/").content.decode()) == (
        "Web shop",
        token[1][-4:],
        False,
    )


def test_key_without_a_name_is_refused_by_the_field(as_alice: Client) -> None:
    answer = as_alice.post("/settings/keys/", {"name": " "})
    told = answer.content.decode().split('id="name-told"')[1].split("</p>")[0]
    assert (answer.status_code, "Give 1 to 100 characters" in told) == (422, True)


def test_revoked_key_is_told_so(as_alice: Client) -> None:
    as_alice.post("/settings/keys/", {"name": "Web shop"})
    key = WriteKey.objects.get()
    page = as_alice.post(f"/settings/keys/{key.pk}/revoke/", follow=True).content.decode()
    assert "The key of Web shop is revoked." in page
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_invitation_link_is_shown_once_and_works(as_alice: Client, visitor: Client) -> None:
    page = as_alice.post("/settings/people/", {"email": "dora@unfold.example", "role": "analyst"}).content.decode()
    link = re.search(r"http://localhost(/join/[^<]+)</code>", page)
    assert link is not None
    assert visitor.get(link[1]).status_code == 200
    assert "/join/" not in as_alice.get("/settings/people/").content.decode()


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"email": "dora", "role": "agent"}, "This is no e-mail address."),
        ({"email": "alice@unfold.example", "role": "agent"}, "alice@unfold.example is a colleague here already."),
        ({"email": "dora@unfold.example", "role": "king"}, "Choose one of the roles."),
    ],
)
def test_bad_invitation_says_why(as_alice: Client, sent: dict[str, str], error: str) -> None:
    answer = as_alice.post("/settings/people/", sent)
    assert (answer.status_code, error in answer.content.decode()) == (422, True)


def test_role_is_changed_and_told(as_alice: Client, bob: Any) -> None:
    page = as_alice.post(f"/settings/people/{bob.pk}/", {"role": "manager"}, follow=True).content.decode()
    bob.refresh_from_db()
    assert (bob.role, "Bob Brandt is now Manager." in page) == ("manager", True)


def test_ended_access_takes_effect_with_the_next_page(as_alice: Client, as_bob: Client, bob: Any) -> None:
    assert as_bob.get("/customers/").status_code == 200
    as_alice.post(f"/settings/people/{bob.pk}/", {"active": "no"})
    assert as_bob.get("/customers/").status_code == 302


def test_last_owner_stays(as_alice: Client, alice: Any) -> None:
    page = as_alice.post(f"/settings/people/{alice.pk}/", {"active": "no"}, follow=True).content.decode()
    alice.refresh_from_db()
    assert (alice.is_active, "This is the only owner." in page) == (True, True)


def test_agent_cannot_change_people_or_keys(as_bob: Client, bob: Any) -> None:
    assert as_bob.post(f"/settings/people/{bob.pk}/", {"role": "owner"}).status_code == 403
    assert as_bob.post("/settings/keys/", {"name": "x"}).status_code == 403
