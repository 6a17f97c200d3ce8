"""Where one is logged in, and the end of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from regulars.access.acting import NOBODY, acting_as
from regulars.access.sessions.actions import end_sessions
from regulars.access.sessions.coming import SEEN_AGAIN
from regulars.access.sessions.models import UserSession
from regulars.access.sessions.queries import counted, device_of, handle_of, sessions_of
from regulars.access.sessions.store import SessionStore
from regulars.access.users.actions import change_colleague
from regulars.access.users.queries import acting_of
from regulars.kit import moments
from regulars.timeline.models import AuditLine

PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


def logged_in(user: Any, agent: str = FIREFOX) -> Client:
    made = Client(headers={"host": "localhost", "user-agent": agent})
    assert made.post("/login/", {"login": user.email, "password": PASSWORD})["Location"] == "/"
    return made


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on an iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on a Mac"),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36", "Samsung Internet on Android"),
        ("curl/8.9.1", "curl"),
        ("", "An unknown browser"),
    ],
)  # fmt: skip
def test_device_is_said_in_words(agent: str, said: str) -> None:
    assert device_of(agent) == said


def test_page_lists_each_login_this_one_first(alice: Any) -> None:
    logged_in(alice, IPHONE)
    page = logged_in(alice).get("/settings/login/").content.decode().split("Where you are logged in")[1]
    assert re.findall(r"<strong>([^<]+)</strong>", page) == ["Firefox on Windows", "Safari on an iPhone"]
    assert page.count("this one") == 1
    assert page.count("By password,") == 2
    assert page.count("from 127.0.0.1") == 2


def test_page_never_holds_the_key_of_a_session(alice: Any) -> None:
    browser = logged_in(alice)
    logged_in(alice, IPHONE)
    page = browser.get("/settings/login/").content.decode()
    assert [key for key in UserSession.objects.values_list("session_key", flat=True) if key in page] == []


def test_one_login_is_ended_at_once(alice: Any) -> None:
    phone, browser = logged_in(alice, IPHONE), logged_in(alice)
    handle = re.search(r'name="session" value="([0-9a-f]{24})"', browser.get("/settings/login/").content.decode())
    assert handle is not None
    page = browser.post("/settings/login/end/", {"session": handle[1]}, follow=True).content.decode()
    assert "That login has ended." in page
    assert [client.get("/customers/").status_code for client in (phone, browser)] == [302, 200]


def test_all_others_are_ended_at_once(alice: Any) -> None:
    others, browser = [logged_in(alice, IPHONE) for _ in range(3)], logged_in(alice)
    page = browser.post("/settings/login/end/", follow=True).content.decode()
    assert "3 other logins ended. Only this one is left." in page
    assert [client.get("/customers/").status_code for client in (*others, browser)] == [302, 302, 302, 200]


def test_login_of_somebody_else_is_not_ended_by_its_handle(alice: Any, bob: Any) -> None:
    browser, other = logged_in(alice), logged_in(bob)
    handle = handle_of(UserSession.objects.get(user=alice).session_key)
    other.post("/settings/login/end/", {"session": handle})
    assert browser.get("/customers/").status_code == 200


def test_agent_neither_sees_nor_ends_logins_of_others(alice: Any, bob: Any) -> None:
    logged_in(alice)
    for who in (acting_of(bob), NOBODY):
        with acting_as(who):
            for act in (sessions_of, end_sessions, lambda pk: counted([pk])):
                with pytest.raises(PermissionDenied):
                    act(alice.pk)
    assert logged_in(bob).post(f"/settings/people/{alice.pk}/log-out/").status_code == 403
    assert UserSession.objects.filter(user=alice).count() == 1


def test_owner_ends_every_login_of_a_colleague(alice: Any, bob: Any) -> None:
    owner, first, second = logged_in(alice), logged_in(bob), logged_in(bob, IPHONE)
    page = owner.post(f"/settings/people/{bob.pk}/log-out/", follow=True).content.decode()
    assert "Bob Brandt: 2 logins ended." in page
    assert [client.get("/customers/").status_code for client in (owner, first, second)] == [200, 302, 302]
    line = AuditLine.objects.get(name="login.changed")
    assert (line.actor, line.about) == (alice.actor, f"2 logins ended for colleague {bob.pk}")


def test_ended_access_ends_its_logins(alice: Any, bob: Any) -> None:
    browser = logged_in(bob)
    change_colleague(bob.pk, active=False, actor=alice.actor)
    assert UserSession.objects.filter(user=bob).count() == 0
    change_colleague(bob.pk, active=True, actor=alice.actor)
    assert browser.get("/customers/").status_code == 302


def test_changed_password_ends_all_other_logins(alice: Any) -> None:
    other, browser = logged_in(alice, IPHONE), logged_in(alice)
    new = "another horse battery"
    browser.post("/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [client.get("/customers/").status_code for client in (other, browser)] == [302, 200]
    assert UserSession.objects.filter(user=alice).count() == 1


def test_reset_password_ends_every_login(visitor: Client, alice: Any, mailoutbox: Any) -> None:
    browser = logged_in(alice)
    visitor.post("/password/reset/", {"email": alice.email})
    address = re.search(r"http://localhost(/\S+)", mailoutbox[0].body)
    assert address is not None
    form = visitor.get(address[1], follow=True)
    new = "another horse battery"
    visitor.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert browser.get("/customers/").status_code == 302
    assert UserSession.objects.filter(user=alice).count() == 0


def test_last_use_is_noted_once_in_a_while(alice: Any, django_assert_num_queries: Any) -> None:
    browser = logged_in(alice)
    browser.get("/settings/")
    key = browser.session.session_key
    assert key is not None
    with django_assert_num_queries(2):  # the user and new mentions; the session is remembered, and nothing is written
        browser.get("/settings/")
    session = SessionStore(key)
    session["login"] = session["login"] | {"seen": session["login"]["seen"] - SEEN_AGAIN}
    session.save()
    before = UserSession.objects.get(pk=key).seen_at
    browser.get("/settings/")
    assert UserSession.objects.get(pk=key).seen_at - before >= timedelta(seconds=SEEN_AGAIN)


def test_logins_of_everybody_are_counted_in_one_question(alice: Any, bob: Any, django_assert_num_queries: Any) -> None:
    logged_in(alice)
    logged_in(bob)
    logged_in(bob, IPHONE)
    with django_assert_num_queries(1):
        assert counted([alice.pk, bob.pk]) == {alice.pk: 1, bob.pk: 2}


def test_expired_logins_are_not_listed_and_tidied_away(alice: Any) -> None:
    from regulars.access.sessions.jobs import forget_expired

    logged_in(alice)
    UserSession.objects.update(expire_date=moments.now() - timedelta(minutes=1))
    assert sessions_of(alice.pk) == []
    forget_expired()
    assert UserSession.objects.count() == 0


def test_logging_in_and_out_is_audited(alice: Any) -> None:
    logged_in(alice).post("/logout/")
    told = AuditLine.objects.order_by("pk").values_list("name", "actor", "about", "address")
    assert list(told) == [
        ("login.passed", alice.actor, "by password", "127.0.0.1"),
        ("login.ended", alice.actor, "logged out", "127.0.0.1"),
    ]


def test_failed_logins_are_audited_and_keep_no_strangers_address(visitor: Client, alice: Any) -> None:
    visitor.post("/login/", {"login": alice.email, "password": "wrong wrong wrong"})
    visitor.post("/login/", {"login": "nobody@unfold.example", "password": "wrong wrong wrong"})
    told = AuditLine.objects.order_by("pk").values_list("name", "actor", "about")
    assert list(told) == [
        ("login.failed", alice.actor, "alice@unfold.example: wrong password"),
        ("login.failed", "user:0", "n…@unfold.example: wrong password"),
    ]


def test_address_behind_a_proxy_is_the_one_the_proxy_saw(visitor: Client, alice: Any, settings: Any) -> None:
    headers = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7"}
    visitor.post("/login/", {"login": alice.email, "password": "wrong wrong wrong"}, headers=headers)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    visitor.post("/login/", {"login": alice.email, "password": "wrong wrong wrong"}, headers=headers)
    assert list(AuditLine.objects.order_by("pk").values_list("address", flat=True)) == ["127.0.0.1", "203.0.113.7"]


def test_one_network_address_cannot_try_many_accounts(visitor: Client, alice: Any) -> None:
    for number in range(10):
        visitor.post("/login/", {"login": f"somebody{number}@unfold.example", "password": "wrong wrong wrong"})
    page = visitor.post("/login/", {"login": alice.email, "password": PASSWORD}).content.decode()
    assert "Too many wrong tries. Wait five minutes" in page
    assert visitor.get("/customers/").status_code == 302
