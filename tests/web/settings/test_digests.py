"""Numbers by mail, on its page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from regulars.access.users.models import User
from regulars.understand.digests.models import Digest, Sending

pytestmark = pytest.mark.django_db
FORM = {"name": "How we fare", "rhythm": "weekly", "weekday": "0", "day": "1", "hour": "7", "board": ""}


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_mail_is_set_up_changed_tried_out_and_removed(client: Client, alice: Any, bob: Any) -> None:
    client.force_login(alice)
    assert "Nobody gets numbers by mail yet" in text_of(client.get("/settings/digests/"))
    assert "Bob Brandt" not in text_of(client.get("/settings/digests/"))
    client.post("/settings/digests/", FORM | {"recipients": [alice.pk]})
    digest = Digest.objects.get()
    shown = text_of(client.get("/settings/digests/"))
    assert "the scoreboard, every Monday at 7:00" in shown
    assert "No mail server is set" in shown
    client.post(
        f"/settings/digests/{digest.pk}/", FORM | {"recipients": [alice.pk], "rhythm": "monthly", "paused": "on"}
    )
    assert "on day 1 of every month at 7:00" in text_of(client.get(f"/settings/digests/{digest.pk}/"))
    client.post(f"/settings/digests/{digest.pk}/try/")
    assert Sending.objects.get().user == alice
    assert "on its way" in text_of(client.get("/settings/digests/"))
    client.post(f"/settings/digests/{digest.pk}/remove/")
    assert not Digest.objects.exists()


def test_form_comes_back_with_what_is_wrong(client: Client, alice: Any, bob: Any) -> None:
    client.force_login(alice)
    answer = client.post("/settings/digests/", FORM | {"name": "", "day": "31", "recipients": [bob.pk]})
    shown = text_of(answer)
    assert answer.status_code == 422
    for wrong in ("Give it a name", "Choose a day from 1 to 28", "Only colleagues who see numbers can receive them."):
        assert wrong in shown


def test_page_asks_the_same_however_many_mails(client: Client, alice: Any, django_assert_max_num_queries: Any) -> None:
    client.force_login(alice)
    for number in range(12):
        client.post("/settings/digests/", FORM | {"name": f"Mail {number}", "recipients": [alice.pk]})
    with django_assert_max_num_queries(10):
        client.get("/settings/digests/")


def test_page_is_for_those_who_manage_numbers(client: Client, bob: Any, charlie: Any) -> None:
    paths = ["/settings/digests/", "/settings/digests/1/", "/settings/digests/1/remove/", "/settings/digests/1/try/"]
    for user in (bob, User.objects.create_user("ann@unfold.example", "x", role="analyst")):
        client.force_login(user)
        assert [client.post(path, FORM).status_code for path in paths] == [403] * 4
    client.force_login(charlie)
    assert [client.post(path, FORM).status_code for path in paths] == [302] * 4
    assert not Digest.objects.exists()
