"""A file of consents with their proof: read in, refused with reasons, taken back."""

from __future__ import annotations

import io
from typing import Any

import pytest

from regulars.know.consents.may_contact import may_contact
from regulars.know.consents.models import ConsentLine, ConsentState, Suppression
from regulars.know.consents.reasons import Reason
from regulars.know.customers.models import Customer
from regulars.listen.imports import actions, drafts
from regulars.listen.imports.consent_rows import channel_of, state_of
from regulars.listen.imports.models import Import, Refusal
from regulars.timeline.models import Interaction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

FILE = (
    "E-Mail,Purpose,Channel,Status,Date,Source,Wording,IP address\n"
    "ada@mail.example,Newsletter,E-mail,Subscribed,2024-05-02 10:00,Till form,News by mail? Yes.,203.0.113.7\n"
    "ada@mail.example,offers,SMS,ja,2024-05-02 10:00,Till form,Offers by text? Yes.,\n"
    "bea@mail.example,Newsletter,mail,unsubscribed,2024-06-01 09:00,,,\n"
    "cem@mail.example,Newsletter,mail,cleaned,2024-06-02 09:00,,,\n"
    "dora@mail.example,Gossip,mail,yes,2024-06-02 09:00,,,\n"
    "emil@mail.example,Newsletter,post,yes,2024-06-02 09:00,,,\n"
    "fay@mail.example,Newsletter,mail,perhaps,2024-06-02 09:00,,,\n"
    "gus@mail.example,Newsletter,mail,yes,,,,\n"
)


def _import(content: str = FILE) -> Import:
    job = drafts.keep_file(io.BytesIO(content.encode()), "consents.csv", actor="user:1")
    drafts.prepare(job)
    return actions.run(job)


def _reasons(channel: str, purpose: str) -> dict[str, Reason]:
    names = dict(Customer.objects.values_list("pk", "email"))
    return {names[pk]: reason for pk, reason in may_contact(list(names), purpose, channel).reasons()}


def test_file_of_consents_is_known_by_its_columns_and_read_with_its_proof() -> None:
    job = _import()
    assert (job.kind, job.new, job.refused) == ("consents", 4, 4)
    assert _reasons("mail", "newsletter") == {
        "ada@mail.example": Reason.YES, "bea@mail.example": Reason.WITHDRAWN, "cem@mail.example": Reason.BOUNCED,
    }  # fmt: skip
    line = ConsentLine.objects.get(customer__email="ada@mail.example", purpose__key="newsletter")
    assert (line.how, line.actor, f"{line.said_at:%Y-%m-%d %H:%M}") == (
        "import",
        f"import:{job.pk}",
        "2024-05-02 10:00",
    )
    assert line.wording is not None
    assert (line.wording.text, line.wording.version) == ("News by mail? Yes.", 1)
    assert line.evidence == {"how": "Till form", "evidence": "203.0.113.7", "row": 2, "source": "file"}
    assert list(Interaction.objects.exclude(name="import.finished").order_by("name").values_list("name", flat=True)) == [
        "consent.granted", "consent.granted", "consent.withdrawn", "suppression.added",
    ]  # fmt: skip


def test_rows_at_fault_are_refused_with_what_to_do() -> None:
    job = _import()
    assert list(Refusal.objects.filter(import_of=job).order_by("row").values_list("row", "field")) == [
        (6, "purpose"), (7, "channel"), (8, "state"), (9, "occurred_at"),
    ]  # fmt: skip


def test_the_same_file_again_writes_no_second_line() -> None:
    _import()
    again = _import(FILE + "\n")
    assert (again.new, again.repeated, ConsentLine.objects.count()) == (0, 4, 3)


def test_taking_an_import_back_takes_its_consents_and_suppressions(alice: Any) -> None:
    first = _import("email,purpose,channel,status,date\nada@mail.example,newsletter,mail,no,2023-01-01\n")
    job = _import()
    assert _reasons("mail", "newsletter")["ada@mail.example"] == Reason.YES
    actions.revert(job, actor=alice.actor)
    assert _reasons("mail", "newsletter") == {"ada@mail.example": Reason.DENIED}
    assert list(ConsentLine.objects.values_list("actor", flat=True)) == [first.mark]
    assert (ConsentState.objects.count(), Suppression.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("Opt-In", "granted"),
        ("NEIN", "denied"),
        ("opted_out", "withdrawn"),
        ("en attente", "pending"),
        ("Do Not Call", "do_not_contact"),
        ("maybe", ""),
    ],
)
def test_states_are_known_in_the_words_of_others(told: str, state: str) -> None:
    assert state_of(told) == state


@pytest.mark.parametrize(
    ("told", "channel"), [("E-Mail", "mail"), ("WhatsApp", "chat"), ("courrier", "post"), ("fax", "")]
)
def test_channels_are_known_in_the_words_of_others(told: str, channel: str) -> None:
    assert channel_of(told) == channel
