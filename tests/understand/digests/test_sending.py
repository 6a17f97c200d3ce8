"""Digests over real SMTP: what is in the mail, to whom it goes, and that it goes once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from tests.know.consents.test_confirming import Mailbox
from tests.web.understand.test_scoreboard import BOARD, NOW

from regulars.access.acting import NOBODY, acting_as
from regulars.access.users.models import User
from regulars.access.users.queries import acting_of
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.timeline.models import Interaction
from regulars.understand.boards.actions import add_tile, create_board
from regulars.understand.boards.models import Board, Tile
from regulars.understand.digests import jobs, queries
from regulars.understand.digests.actions import remove_digest, save_digest, try_out
from regulars.understand.digests.models import Digest, Sending
from regulars.understand.scoreboard.board import to_json
from regulars.understand.scoreboard.models import Snapshot
from regulars.understand.targets.models import Alert

TOLD = {"name": "How we fare", "rhythm": "weekly", "weekday": "0", "day": "1", "hour": "7", "board": ""}


@pytest.fixture
def numbers(db: None) -> None:
    Snapshot.objects.create(as_of=BOARD.as_of, lake_version="1", computed_at=NOW, payload=to_json(BOARD))


@pytest.fixture
def ann(db: None) -> User:
    return User.objects.create_user("ann@unfold.example", "x", name="Ann", role="analyst")


def made(owner: User, *users: User, due: bool = True, **more: Any) -> Digest:
    with acting_as(acting_of(owner)):
        digest = save_digest(None, TOLD | more, [user.pk for user in users], actor=owner.actor)
    if due:
        Digest.objects.filter(pk=digest.pk).update(next_at=moments.now() - timedelta(minutes=1))
    return digest


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def of_type(mail: EmailMessage, kind: str) -> Iterator[Any]:
    return (part for part in mail.walk() if part.get_content_type() == kind)


@pytest.mark.django_db
def test_mail_has_sentences_alerts_and_pictures_inside(mailbox: Mailbox, numbers: None, alice: User, ann: User) -> None:
    Alert.objects.create(
        kind="moved", metric="x", title="X", direction="down", value=1, expected=2, low=1, high=3, raised_at=NOW,
        sentence="Revenue: €900 in October 2026, less than the €1,000 to €1,200 to be expected.",
    )  # fmt: skip
    made(alice, alice, ann)
    assert jobs.waits() is True
    assert (jobs.send_due(), jobs.waits()) == (2, False)
    assert {mail["To"] for mail in mailbox.mails} == {"alice@unfold.example", "ann@unfold.example"}
    mail = mailbox.mails[0]
    assert mail["Subject"] == "How we fare: Unfold & Sons"
    text = plain(mail)
    assert "WORTH A LOOK\n\n- Revenue: €900 in October 2026, less than" in text
    assert "- 24 % of buyers bought again, up from 9 %. (better)" in text
    assert "https://crm.unfold.example/understand/" in text
    [html] = of_type(mail, "text/html")
    images = {part["Content-ID"].strip("<>"): part.get_content() for part in of_type(mail, "image/png")}
    shown = str(html.get_content())
    assert sorted(images) == ["buyers@digest", "repeat_purchase_rate@digest", "return_rate_customers@digest"]
    assert all(f'src="cid:{name}"' in shown for name in images)
    assert all(content.startswith(b"\x89PNG") for content in images.values())
    assert "http" not in shown.replace("https://crm.unfold.example/understand/", "")
    sent = Interaction.objects.get(name="digest.sent")
    assert sent.properties["changes"] == {"mails": [None, 2]}


@pytest.mark.django_db
def test_period_is_sent_once_and_missed_ones_are_not_made_up_for(mailbox: Mailbox, numbers: None, alice: User) -> None:
    digest = made(alice, alice)
    assert jobs.send_due() == 1
    digest.refresh_from_db()
    assert digest.next_at > moments.now()
    Digest.objects.update(next_at=moments.now() - timedelta(minutes=1))
    assert jobs.send_due() == 0
    Digest.objects.update(next_at=moments.now() - timedelta(days=29))
    assert (jobs.send_due(), jobs.send_due()) == (1, 0)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(mailbox: Mailbox, numbers: None, alice: User) -> None:
    made(alice, alice)
    if connection.vendor == "sqlite":
        # The tests' SQLite lives in memory, where readers do not wait for writers; its workers come one after another.
        assert (jobs.send_due(), jobs.send_due(), len(mailbox.mails), Sending.objects.count()) == (1, 0, 1, 1)
        return
    start, sent = threading.Barrier(2), []

    def work() -> None:
        try:
            start.wait()
            sent.append(jobs.send_due())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (sorted(sent), len(mailbox.mails), Sending.objects.count()) == ([0, 1], 1, 1)


@pytest.mark.django_db
def test_closed_account_and_changed_role_get_nothing(mailbox: Mailbox, numbers: None, alice: User, ann: User) -> None:
    carl = User.objects.create_user("carl@unfold.example", "x", name="Carl", role="manager")
    made(alice, ann, carl)
    User.objects.filter(pk=ann.pk).update(is_active=False)
    User.objects.filter(pk=carl.pk).update(role="agent")
    assert (jobs.send_due(), mailbox.mails) == (0, [])
    assert set(Sending.objects.values_list("problem", "due_at")) == {
        ("This account is closed, or sees no numbers any more.", None)
    }


@pytest.mark.django_db
def test_board_is_told_tile_by_tile_to_those_who_see_it(
    mailbox: Mailbox, numbers: None, alice: User, ann: User
) -> None:
    with acting_as(acting_of(alice)):
        board = create_board("Monday", actor=alice.actor)
        add_tile(board.pk, {"kind": "text", "text": "Call the bakery."}, actor=alice.actor)
        add_tile(board.pk, {"kind": "trend", "metric": "repeat_purchase_rate"}, actor=alice.actor)
        homes = add_tile(board.pk, {"kind": "breakdown", "metric": "customers", "by": "country"}, actor=alice.actor)
    many = {"value": 1204.0, "unit": "customers", "currency": "", "title": "Customers who bought"}
    Tile.objects.filter(pk=homes.pk).update(answer={"parts": [["GB", many]], "more": 0}, answer_of="1")
    made(alice, alice, ann, board=str(board.pk))
    assert jobs.send_due() == 1
    assert mailbox.mails[0]["To"] == "alice@unfold.example"
    assert "- Call the bakery." in plain(mailbox.mails[0])
    assert "24 % of buyers bought again" in plain(mailbox.mails[0])
    assert "United Kingdom" in plain(mailbox.mails[0])
    assert len(list(of_type(mailbox.mails[0], "image/png"))) == 1
    assert Sending.objects.get(user=ann).problem == "This colleague does not see the board any more."
    Board.objects.all().delete()
    assert not Digest.objects.exists()


@pytest.mark.django_db
def test_server_that_is_not_there_is_tried_again_later(
    mailbox: Mailbox, numbers: None, alice: User, settings: Any
) -> None:
    made(alice, alice)
    settings.EMAIL_PORT = 1
    assert jobs.send_due() == 0
    sending = Sending.objects.get()
    assert sending.due_at is not None
    assert sending.due_at > moments.now() + timedelta(minutes=2)
    assert sending.problem


@pytest.mark.django_db
def test_address_that_is_refused_is_not_tried_again(mailbox: Mailbox, numbers: None, alice: User) -> None:
    made(alice, alice)
    mailbox.refuses.add(alice.email)
    assert jobs.send_due() == 0
    sending = Sending.objects.get()
    assert (sending.due_at, "no such mailbox" in sending.problem) == (None, True)


@pytest.mark.django_db
def test_mail_to_try_it_out_goes_to_oneself_now(mailbox: Mailbox, numbers: None, alice: User, ann: User) -> None:
    digest = made(alice, ann, due=False)
    with acting_as(acting_of(alice)):
        try_out(digest.pk, actor=alice.actor)
        with pytest.raises(Refused):
            try_out(digest.pk, actor=alice.actor)
    assert jobs.send_due() == 1
    assert mailbox.mails[0]["To"] == alice.email
    assert "This mail was sent to try it out." in plain(mailbox.mails[0])


@pytest.mark.django_db
def test_without_numbers_nothing_is_sent(mailbox: Mailbox, alice: User) -> None:
    made(alice, alice)
    assert (jobs.send_due(), Sending.objects.get().problem) == (0, "There are no numbers yet.")


@pytest.mark.django_db
def test_paused_digest_is_not_due(alice: User) -> None:
    made(alice, alice, paused=True)
    assert (jobs.waits(), jobs.send_due()) == (False, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"name": " "}, {"name"}),
        ({"rhythm": "hourly", "weekday": "7", "day": "31", "hour": "24"}, {"rhythm", "weekday", "day", "hour"}),
        ({"board": "99"}, {"board"}),
    ],
)
def test_what_cannot_be_a_digest_is_refused(alice: User, told: dict[str, str], wrong: set[str]) -> None:
    with acting_as(acting_of(alice)), pytest.raises(Refused) as refused:
        save_digest(None, TOLD | told, [alice.pk], actor=alice.actor)
    assert (set(refused.value.errors), Digest.objects.count()) == (wrong, 0)


@pytest.mark.django_db
def test_only_those_who_see_numbers_receive_them_and_only_managers_decide(alice: User, ann: User, bob: User) -> None:
    with acting_as(acting_of(alice)):
        for people in ([], [bob.pk], [alice.pk, 99_999]):
            with pytest.raises(Refused) as refused:
                save_digest(None, TOLD, people, actor=alice.actor)
            assert set(refused.value.errors) == {"recipients"}
    digest = made(alice, ann)
    for who in (acting_of(ann), acting_of(bob), NOBODY):
        with acting_as(who):
            for act in (
                queries.digests, queries.may_receive, lambda: queries.digest_of(digest.pk),
                lambda: save_digest(digest.pk, TOLD, [ann.pk], actor="x"), lambda: remove_digest(digest.pk, actor="x"),
                lambda: try_out(digest.pk, actor="x"),
            ):  # fmt: skip
                with pytest.raises(PermissionDenied):
                    act()
    with acting_as(acting_of(alice)):
        save_digest(digest.pk, TOLD | {"hour": "9"}, [ann.pk, alice.pk], actor=alice.actor)
        remove_digest(digest.pk, actor=alice.actor)
    lines = Interaction.objects.filter(name="digest.changed").order_by("pk")
    assert [sorted(line.properties["changes"]) for line in lines][1:] == [["hour", "recipients"], ["digest"]]
