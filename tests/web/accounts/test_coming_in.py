"""The doors: setup, invitation, one-time link, login, lockout."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from regulars.access.links.actions import make_link
from regulars.access.links.models import OneTimeLink
from regulars.access.users.actions import invite_colleague
from regulars.access.users.models import User

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def no_memory_of_tries() -> None:
    cache.clear()


def test_setup_link_makes_the_owner_and_lets_them_in(visitor: Client) -> None:
    address = f"/setup/{make_link(OneTimeLink.Purpose.SETUP)}"
    assert "You are the first one here" in visitor.get(address).content.decode()
    sent = {"name": "Marta Okafor", "email": "Marta@Unfold.example", "password": PASSWORD}
    assert visitor.post(address, sent)["Location"] == "/"
    assert visitor.get("/settings/people/").status_code == 200
    assert User.objects.values_list("email", "role").get() == ("marta@unfold.example", "owner")


def test_setup_link_opens_only_once(visitor: Client) -> None:
    address = f"/setup/{make_link(OneTimeLink.Purpose.SETUP)}"
    visitor.post(address, {"name": "Marta", "email": "marta@unfold.example", "password": PASSWORD})
    again = Client(headers={"host": "localhost"}).get(address)
    assert (again.status_code, "was used already" in again.content.decode()) == (410, True)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("password", "short", "This password is too short"),
        ("email", "marta@", "This is no e-mail address"),
        ("name", "", "Give your name"),
    ],
)
def test_bad_setup_names_the_field_and_leaves_the_link(visitor: Client, field: str, value: str, error: str) -> None:
    address = f"/setup/{make_link(OneTimeLink.Purpose.SETUP)}"
    good = {"name": "Marta", "email": "marta@unfold.example", "password": PASSWORD}
    answer = visitor.post(address, good | {field: value})
    assert answer.status_code == 422
    assert error in answer.content.decode().split(f'id="{field}-told"')[1].split("</p>")[0]
    assert visitor.post(address, good)["Location"] == "/"


def test_unknown_links_are_refused(visitor: Client) -> None:
    assert [visitor.get(f"/{door}/nothing").status_code for door in ("setup", "join", "enter")] == [410, 410, 410]


def test_invitation_lets_a_colleague_join_under_the_invited_address(visitor: Client, alice: Any) -> None:
    token = invite_colleague("dora@unfold.example", "analyst", actor=alice.actor)
    assert "dora@unfold.example" in visitor.get(f"/join/{token}").content.decode()
    visitor.post(f"/join/{token}", {"name": "Dora", "password": PASSWORD, "email": "eve@evil.example", "role": "owner"})
    assert User.objects.values_list("email", "role").get(name="Dora") == ("dora@unfold.example", "analyst")


def test_enter_link_logs_in_once(visitor: Client, alice: Any) -> None:
    address = f"/enter/{make_link(OneTimeLink.Purpose.ENTER, user=alice)}"
    assert visitor.get(address)["Location"] == "/"
    assert visitor.get("/settings/people/").status_code == 200
    assert Client(headers={"host": "localhost"}).get(address).status_code == 410


def test_enter_link_of_a_closed_account_is_refused(visitor: Client, charlie: Any) -> None:
    assert visitor.get(f"/enter/{make_link(OneTimeLink.Purpose.ENTER, user=charlie)}").status_code == 410


def test_login_with_the_right_password_leads_to_where_one_was_going(visitor: Client, alice: Any) -> None:
    answer = visitor.post("/login/?next=/settings/", {"login": alice.email, "password": PASSWORD})
    assert answer["Location"] == "/settings/"


def test_login_with_a_wrong_password_does_not_say_which_was_wrong(visitor: Client, alice: Any) -> None:
    page = visitor.post("/login/", {"login": alice.email, "password": "wrong wrong wrong"}).content.decode()
    nobody = visitor.post("/login/", {"login": "nobody@unfold.example", "password": "wrong"}).content.decode()
    said = "This address and password do not belong together."
    assert (said in page, said in nobody) == (True, True)


def test_login_of_a_closed_account_is_refused(visitor: Client, charlie: Any) -> None:
    visitor.post("/login/", {"login": charlie.email, "password": PASSWORD})
    assert visitor.get("/customers/")["Location"] == "/login/?next=/customers/"


def test_guessing_is_locked_out_even_with_the_right_password_at_last(visitor: Client, alice: Any) -> None:
    for _ in range(5):
        visitor.post("/login/", {"login": alice.email, "password": "wrong wrong wrong"})
    page = visitor.post("/login/", {"login": alice.email, "password": PASSWORD}).content.decode()
    assert "Too many wrong tries. Wait five minutes" in page
    assert visitor.get("/customers/").status_code == 302


def test_there_is_no_sign_up(visitor: Client) -> None:
    assert [visitor.get(path).status_code for path in ("/signup/", "/accounts/signup/")] == [404, 404]


def test_password_is_changed_with_the_old_one(as_alice: Client, alice: Any) -> None:
    new = "another horse battery"
    as_alice.post("/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    alice.refresh_from_db()
    assert alice.check_password(new)


def test_reset_by_mail_sets_a_new_password(visitor: Client, alice: Any, mailoutbox: Any) -> None:
    import re

    visitor.post("/password/reset/", {"email": alice.email})
    [mail] = mailoutbox
    address = re.search(r"http://localhost(/\S+)", mail.body)
    assert address is not None
    form = visitor.get(address[1], follow=True)
    new = "another horse battery"
    visitor.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    alice.refresh_from_db()
    assert alice.check_password(new)


def test_logout_ends_the_session(as_alice: Client) -> None:
    as_alice.post("/logout/")
    assert as_alice.get("/customers/").status_code == 302
