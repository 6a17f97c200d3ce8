"""Colleagues' page: invitations by a real mail server, who has a second factor, logins ended."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from allauth.mfa.models import Authenticator
from django.test import Client
from tests.oidc_provider import free_port

from regulars.access.links.models import OneTimeLink
from regulars.access.users.actions import invite_colleague
from regulars.access.users.models import RoleRule, Team
from regulars.access.users.queries import forget_role_rules

DORA = "dora@unfold.example"


class Kept(MessageHandler):
    """Keeps what comes."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.mails.append(message)


@pytest.fixture
def mail_server(settings: Any) -> Iterator[Kept]:
    """A mail server on loopback, set up as REGULARS_SMTP_HOST does."""
    kept = Kept()
    server = Controller(kept, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
    yield kept
    server.stop()


def link_in(text: str) -> str:
    found = re.search(r"http://localhost(/join/\S+)", text)
    assert found is not None, text
    return found[1]


def sent_mail(mail: Message) -> str:
    text = email.message_from_bytes(mail.as_bytes()).get_payload(decode=True)
    assert isinstance(text, bytes)
    return text.decode()


def test_invitation_comes_by_mail_and_its_link_is_not_shown(
    as_alice: Client, visitor: Client, mail_server: Kept, settings: Any
) -> None:
    page = as_alice.post("/settings/people/", {"email": "Dora@unfold.example", "role": "analyst"}).content.decode()
    [mail] = mail_server.mails
    assert (mail["To"], mail["Subject"]) == (DORA, f"{settings.REGULARS_COMPANY} invites you to Regulars")
    assert "A mail with the link went to dora@unfold.example." in page
    assert "/join/" not in page
    assert visitor.get(link_in(sent_mail(mail))).status_code == 200


def test_mail_server_that_does_not_answer_leaves_nobody_outside(
    as_alice: Client, visitor: Client, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", free_port(), False
    page = as_alice.post("/settings/people/", {"email": DORA, "role": "analyst"}).content.decode()
    assert "The mail server did not take the mail" in page
    assert visitor.get(link_in(page.replace("</code>", " </code>"))).status_code == 200


def test_new_link_is_mailed_again(as_alice: Client, alice: Any, visitor: Client, mail_server: Kept) -> None:
    old = invite_colleague(DORA, "agent", actor=alice.actor)
    as_alice.post(f"/settings/invitations/{OneTimeLink.objects.get().pk}/renew/")
    assert [visitor.get(path).status_code for path in (f"/join/{old}", link_in(sent_mail(mail_server.mails[0])))] == [
        410, 200,
    ]  # fmt: skip


def test_open_invitations_are_listed_until_taken_back(as_alice: Client, alice: Any) -> None:
    invite_colleague(DORA, "agent", actor=alice.actor)
    page = as_alice.get("/settings/people/").content.decode()
    assert f"<strong>{DORA}</strong>" in page.split("<h2>Invited</h2>")[1]
    page = as_alice.post(f"/settings/invitations/{OneTimeLink.objects.get().pk}/revoke/", follow=True).content.decode()
    assert f"The invitation of {DORA} is taken back" in page
    assert "<h2>Invited</h2>" not in page


def test_teams_are_chosen_with_the_invitation(as_alice: Client) -> None:
    team = Team.objects.create(name="Berlin")
    as_alice.post("/settings/people/", {"email": DORA, "role": "agent", "teams": [str(team.pk)]})
    assert OneTimeLink.objects.get().team_ids == [team.pk]


def test_refused_invitation_keeps_what_was_typed(as_alice: Client) -> None:
    team = Team.objects.create(name="Berlin")
    answer = as_alice.post("/settings/people/", {"email": "dora", "role": "analyst", "teams": [str(team.pk)]})
    page = answer.content.decode().split("Invite a colleague")[1]
    assert (answer.status_code, 'value="dora"' in page, f'value="{team.pk}" checked' in page) == (422, True, True)


def test_page_says_who_logs_in_with_what(as_alice: Client, alice: Any, bob: Any) -> None:
    Authenticator.objects.create(user=alice, type="totp", data={})
    RoleRule.objects.create(role="agent", needs_second_factor=True)
    forget_role_rules()
    page = as_alice.get("/settings/people/").content.decode()
    forget_role_rules()
    rows = [row for row in page.split("<tbody>")[1].split("</tbody>")[0].split("</tr>") if "<strong>" in row]
    told = {
        row.split("<strong>")[1].split("<")[0]: re.findall("two factors|needs a second factor<", row) for row in rows
    }
    assert told == {"Alice Amari": ["two factors"], "Bob Brandt": ["needs a second factor<"]}


def test_lost_second_factor_is_removed_by_an_owner(as_alice: Client, bob: Any) -> None:
    Authenticator.objects.create(user=bob, type="totp", data={})
    page = as_alice.post(f"/settings/people/{bob.pk}/unlock/", follow=True).content.decode()
    assert "Bob Brandt logs in with the password alone and can set up a new second factor." in page
    assert Authenticator.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["people/{pk}/log-out/", "people/{pk}/unlock/", "invitations/{link}/renew/", "invitations/{link}/revoke/"]
)
def test_agent_and_closed_account_reach_none_of_it(as_bob: Client, as_charlie: Client, alice: Any, path: str) -> None:
    invite_colleague(DORA, "agent", actor=alice.actor)
    address = "/settings/" + path.format(pk=alice.pk, link=OneTimeLink.objects.get().pk)
    assert (as_bob.post(address).status_code, as_charlie.post(address)["Location"]) == (403, f"/login/?next={address}")
    assert OneTimeLink.objects.count() == 1


def test_page_asks_the_same_number_of_questions_for_one_colleague_as_for_many(
    as_alice: Client, bob: Any, django_assert_num_queries: Any
) -> None:
    from regulars.access.users.models import User

    as_alice.get("/settings/people/")
    with django_assert_num_queries(8):
        as_alice.get("/settings/people/")
    for number in range(20):
        User.objects.create_user(f"colleague{number}@unfold.example", name=f"Colleague {number}")
    with django_assert_num_queries(8):
        as_alice.get("/settings/people/")
