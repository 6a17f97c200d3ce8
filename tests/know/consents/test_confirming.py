"""Double opt-in, with real mail: what is asked, what the link does, and what does not confirm."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from tests.know.consents.conftest import at

from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.consents.actions.confirming import ask_to_confirm, asked, confirm
from regulars.know.consents.actions.recording import record_consent
from regulars.know.consents.actions.suppressing import suppress_address
from regulars.know.consents.jobs import confirmations_wait, forget, hear_bounces, news_waits, send_confirmations
from regulars.know.consents.links import BadLink, confirmation_token
from regulars.know.consents.mails import unsubscribe_headers
from regulars.know.consents.may_contact import may_contact
from regulars.know.consents.models import Confirmation, ConsentLine, Suppression
from regulars.know.consents.privacy import erase
from regulars.know.consents.reasons import Reason
from regulars.know.customers.models import Customer
from regulars.timeline.names import Message
from regulars.timeline.record import Entry, record

WHO = "user:1"


class Mailbox:
    """What the mail server on loopback was given; it turns away whom it is told to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A real SMTP server, and the program set up to use it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "shop@unfold.example"
    settings.REGULARS_URL, settings.REGULARS_COMPANY = "https://crm.unfold.example", "Unfold & Sons"
    yield box
    server.stop()


def _ask(customer: Any) -> None:
    ask_to_confirm(customer.pk, "newsletter", how="form", words="News by mail?", actor=WHO, evidence={"form": "till"})


def _link(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    (token,) = re.findall(r"https://crm\.unfold\.example/preferences/confirm/([^/\s]+)/", body.get_content())
    return str(token)


def test_a_consent_counts_once_the_link_of_the_mail_is_used(person: Any, mailbox: Mailbox) -> None:
    ada = person(name="Ada <Brandt>")
    _ask(ada)
    assert may_contact(ada, "newsletter", "mail").of(ada.pk) == Reason.PENDING
    assert [confirmations_wait(), send_confirmations(), confirmations_wait(), send_confirmations()] == [
        True,
        1,
        False,
        0,
    ]
    (mail,) = mailbox.mails
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "ada@mail.example", "shop@unfold.example", "Please confirm: Newsletter from Unfold & Sons",
    )  # fmt: skip
    plain, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert "Hello Ada <Brandt>," in plain.get_content()
    assert "News by mail?" in plain.get_content()
    assert "Hello Ada &lt;Brandt&gt;," in html.get_content()
    assert _link(mail) in html.get_content()
    token = _link(mail)
    assert asked(token).confirmed_at is None
    for _ in range(2):
        confirm(token, evidence={"ip": "203.0.113.9"})
    line = ConsentLine.objects.get(state="granted")
    assert (line.how, line.actor, line.evidence["ip"], line.evidence["address"]) == (
        "double", f"customer:{ada.pk}", "203.0.113.9", "ada@mail.example",
    )  # fmt: skip
    assert may_contact(ada, "newsletter", "mail").of(ada.pk) == Reason.YES


def test_an_agreement_heard_for_a_confirmed_purpose_becomes_a_mail(person: Any, mailbox: Mailbox) -> None:
    ada = person()
    assert record_consent(ada.pk, "newsletter", "mail", "granted", how="phone", words="News?", actor=WHO) is None
    assert send_confirmations() == 1


def test_a_link_is_worth_nothing_when_forged_old_void_or_for_another_address(
    person: Any, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = person()
    _ask(ada)
    token = confirmation_token(Confirmation.objects.get().pk)
    for bad in (token[:-1], token.replace("~", "-"), f"1{token}", ""):
        with pytest.raises(BadLink):
            confirm(bad, evidence={})
    with monkeypatch.context() as later:
        later.setattr("django.core.signing.time.time", lambda: moments.now().timestamp() + 8 * 86_400)
        with pytest.raises(BadLink, match="too old"):
            confirm(token, evidence={})
    Customer.objects.filter(pk=ada.pk).update(email="new@mail.example")
    with pytest.raises(BadLink, match="another address"):
        confirm(token, evidence={})
    erase([ada.pk])
    with pytest.raises(BadLink, match="ask for them again"):
        confirm(token, evidence={})
    assert not ConsentLine.objects.filter(state="granted").exists()


def test_nobody_is_asked_who_cannot_or_must_not_be(person: Any, says: Any, mailbox: Mailbox, settings: Any) -> None:
    ada, bea, cem, dora = person(email=""), person("Bea Costa"), person("Cem Novak"), person("Dora Weiss")
    says(bea, "granted")
    suppress_address(cem.email, "bounced", channel="mail", actor=WHO)
    _ask(dora)
    for each, why in ((ada, "no e-mail"), (bea, "already"), (cem, "came back"), (dora, "within the last hour")):
        with pytest.raises(Refused, match=why):
            _ask(each)
    settings.REGULARS_URL = ""
    with pytest.raises(Refused, match="set REGULARS_URL"):
        _ask(person("Emil Haddad"))
    assert Confirmation.objects.count() == 1


def test_a_mail_that_fails_is_tried_again_later_and_a_refused_address_is_not(
    person: Any, mailbox: Mailbox, settings: Any
) -> None:
    ada, bea = person(), person("Bea Costa")
    _ask(ada)
    mailbox.refuses = {ada.email}
    assert send_confirmations() == 0
    row = Confirmation.objects.get(customer=ada)
    assert (row.due_at, "no such mailbox" in row.problem) == (None, True)
    _ask(bea)
    settings.EMAIL_PORT = 1
    assert send_confirmations() == 0
    row = Confirmation.objects.get(customer=bea)
    assert row.due_at is not None
    assert row.due_at > moments.now() + timedelta(minutes=3)
    assert mailbox.mails == []


def test_what_can_be_answered_no_more_is_forgotten(person: Any, mailbox: Mailbox) -> None:
    _ask(person())
    assert forget() == 0
    Confirmation.objects.update(asked_at=moments.now() - timedelta(days=15))
    assert forget() == 1


def _mail_line(name: str, customer: Any, number: int, **more: Any) -> Entry:
    return Entry(
        name=name, customer_id=customer.pk, occurred_at=at(number), source="esp", source_id=str(number),
        payload=Message(subject="Spring news", more=more), channel="mail", direction="in",
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_bounces_complaints_and_unsubscribes_that_are_heard_stop_mails(person: Any) -> None:
    ada, bea, cem, dora = person(), person("Bea Costa"), person("Cem Novak"), person("Dora Weiss")
    record(
        _mail_line("mail.bounced", ada, 1), _mail_line("mail.bounced", bea, 2, bounce_type="Soft"),
        _mail_line("mail.complained", cem, 3), _mail_line("mail.unsubscribed", dora, 4, email="Dora@old.example"),
        _mail_line("mail.opened", ada, 5),
    )  # fmt: skip
    assert [news_waits(), hear_bounces(), news_waits(), hear_bounces()] == [True, 3, False, 0]
    assert list(Suppression.objects.order_by("key").values_list("key", "kind", "reason", "since")) == [
        ("email:ada@mail.example", "bounced", "Spring news", at(1)),
        ("email:cem@mail.example", "complained", "Spring news", at(3)),
        ("email:dora@old.example", "unsubscribed", "Spring news", at(4)),
    ]
    assert not news_waits()


def test_headers_for_the_unsubscribe_button_name_the_purpose(person: Any, settings: Any) -> None:
    settings.REGULARS_URL = "https://crm.unfold.example"
    headers = unsubscribe_headers(person().pk, "newsletter")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<https://crm\.unfold\.example/preferences/[^/]+/unsubscribe/newsletter/>", headers["List-Unsubscribe"]
    )
