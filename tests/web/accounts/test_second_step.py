"""Second factors: an app that shows codes, recovery codes, and roles that need one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from regulars.access.acting import acting_as, current
from regulars.access.users.models import RoleRule
from regulars.access.users.queries import acting_of, forget_role_rules, has_second_factor, lacks_second_factor
from regulars.timeline.models import AuditLine, Interaction
from regulars.web.accounts.second_factor import SecondFactorAdapter

PASSWORD = "correct horse battery"
SECRET = base64.b32encode(b"twenty bytes, secret").decode()


def code(secret: str = SECRET, steps: int = 0) -> str:
    """What an authenticator app shows, as RFC 6238 has it; `steps` half minutes from now."""
    counter = (int(time.time()) // 30 + steps).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def with_app(user: Any) -> str:
    """Give somebody an authenticator app with this secret."""
    TOTP.activate(user, SECRET)
    return SECRET


def client(user: Any = None) -> Client:
    made = Client(headers={"host": "localhost"})
    if user is not None:
        assert made.post("/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return made


def needing(role: str) -> None:
    RoleRule.objects.create(role=role, needs_second_factor=True)
    forget_role_rules()


@pytest.fixture
def rules_of_one_test() -> Any:
    yield
    forget_role_rules()


def test_app_is_set_up_with_the_code_it_shows_and_brings_recovery_codes(
    alice: Any, django_capture_on_commit_callbacks: Any
) -> None:
    browser = client(alice)
    assert browser.get("/second-factor/app/")["Location"] == "/confirm/?next=%2Fsecond-factor%2Fapp%2F"
    assert (
        browser.post("/confirm/?next=/second-factor/app/", {"password": PASSWORD})["Location"] == "/second-factor/app/"
    )
    page = browser.get("/second-factor/app/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search(r"<code data-copied>([A-Z2-7]{32})</code>", page)
    assert secret is not None
    assert browser.post("/second-factor/app/", {"code": "000000"}).status_code == 200
    assert has_second_factor([alice.pk]) == frozenset()
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post("/second-factor/app/", {"code": code(secret[1])})
    assert answer["Location"] == "/second-factor/codes/"
    assert len(re.findall(r"\b\d{8}\b", browser.get("/second-factor/codes/").content.decode())) == 10
    assert has_second_factor([alice.pk]) == {alice.pk}
    told = Interaction.objects.filter(name="login.changed").values_list("actor", "properties__note")
    assert list(told) == [(alice.actor, "an authenticator app was set up")]


def test_secret_is_not_kept_in_the_clear(alice: Any) -> None:
    with_app(alice)
    kept = Authenticator.objects.get().data["secret"]
    assert SECRET not in kept
    assert SecondFactorAdapter().decrypt(kept) == SECRET
    assert SecondFactorAdapter().encrypt(SECRET) != kept


def test_secret_of_an_older_key_still_opens_and_of_a_lost_key_matches_nothing(alice: Any, settings: Any) -> None:
    with_app(alice)
    kept, old = Authenticator.objects.get().data["secret"], settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [old]
    assert SecondFactorAdapter().decrypt(kept) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    assert SecondFactorAdapter().decrypt(kept) not in {SECRET, "", SecondFactorAdapter().decrypt(kept)}


def test_password_alone_does_not_log_in(alice: Any) -> None:
    with_app(alice)
    browser = client()
    answer = browser.post("/login/?next=/settings/people/", {"login": alice.email, "password": PASSWORD})
    assert answer["Location"].split("?")[0] == "/second-factor/check/"
    assert browser.get("/settings/people/").status_code == 302
    page = browser.get("/second-factor/check/").content.decode()
    assert "Type the code that your authenticator app shows now." in page
    assert browser.post("/second-factor/check/", {"code": code()})["Location"] == "/settings/people/"
    assert browser.get("/settings/people/").status_code == 200
    assert AuditLine.objects.filter(name="login.passed").values_list("about", flat=True).get() == (
        "by password and authenticator app"
    )


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_code_of_the_half_minute_before_or_after_still_opens(alice: Any, steps: int, opens: bool) -> None:
    with_app(alice)
    if time.time() % 30 > 25:
        time.sleep(30 - time.time() % 30)  # so that the half minute does not change on the way
    browser = client(alice)
    browser.post("/second-factor/check/", {"code": code(steps=steps)})
    assert (browser.get("/customers/").status_code == 200) is opens


def test_code_opens_once(alice: Any) -> None:
    with_app(alice)
    shown = code()
    first, second = client(alice), client(alice)
    first.post("/second-factor/check/", {"code": shown})
    # As it is after half a minute, when allauth itself has forgotten that the code was used.
    cache.delete(f"allauth.mfa.totp.used?user={alice.pk}&code={shown}")
    page = second.post("/second-factor/check/", {"code": shown}).content.decode()
    assert "This code does not match." in page
    assert [browser.get("/customers/").status_code for browser in (first, second)] == [200, 302]


def test_recovery_code_opens_once(alice: Any) -> None:
    with_app(alice)
    codes = RecoveryCodes.activate(alice).generate_codes()
    first, second = client(alice), client(alice)
    first.post("/second-factor/check/", {"code": codes[0]})
    second.post("/second-factor/check/", {"code": codes[0]})
    assert [browser.get("/customers/").status_code for browser in (first, second)] == [200, 302]
    assert len(RecoveryCodes.activate(alice).get_unused_codes()) == 9
    assert "recovery code" in AuditLine.objects.get(name="login.passed").about


def test_guessing_codes_is_locked_out_even_with_the_right_one_at_last(alice: Any) -> None:
    with_app(alice)
    browser = client(alice)
    for guess in range(5):
        browser.post("/second-factor/check/", {"code": f"{guess:06d}"})
    page = browser.post("/second-factor/check/", {"code": code()}).content.decode()
    assert "Too many wrong tries. Wait five minutes" in page
    assert browser.get("/customers/").status_code == 302
    told = AuditLine.objects.filter(name="login.failed").order_by("pk").values_list("actor", "about")
    assert list(told) == [(alice.actor, f"{alice.email}: second factor: did not match")] * 5 + [
        (alice.actor, f"{alice.email}: second factor: locked after too many wrong tries")
    ]


def test_first_factor_ends_every_login_that_did_without(alice: Any) -> None:
    elsewhere, browser = client(alice), client(alice)
    browser.post("/confirm/?next=/second-factor/app/", {"password": PASSWORD})
    secret = re.search(r"<code data-copied>([A-Z2-7]{32})</code>", browser.get("/second-factor/app/").content.decode())
    assert secret is not None
    browser.post("/second-factor/app/", {"code": code(secret[1])})
    assert [b.get("/customers/").status_code for b in (elsewhere, browser)] == [302, 200]


def test_changing_factors_asks_again_who_it_is(alice: Any) -> None:
    with_app(alice)
    browser = client(alice)
    browser.post("/second-factor/check/", {"code": code()})
    for path in ("app/off/", "codes/new/", "passkeys/add/"):
        answer = browser.get(f"/second-factor/{path}")
        assert answer["Location"].startswith("/confirm/?next=")
    page = browser.get("/confirm/?next=/second-factor/app/off/").content.decode()
    assert 'href="/second-factor/confirm/?next=%2Fsecond-factor%2Fapp%2Foff%2F"' in page


def test_app_is_taken_off(alice: Any) -> None:
    with_app(alice)
    browser = client(alice)
    browser.post("/second-factor/check/", {"code": code()})
    browser.post("/confirm/?next=/second-factor/app/off/", {"password": PASSWORD})
    browser.post("/second-factor/app/off/")
    assert has_second_factor([alice.pk]) == frozenset()
    assert Authenticator.objects.count() == 0


INSIDE = ("", "app/", "app/off/", "codes/", "codes/new/", "codes/download/", "passkeys/", "passkeys/add/",
          "passkeys/confirm/", "passkeys/1/remove/", "passkeys/1/name/", "check/", "confirm/")  # fmt: skip


@pytest.mark.parametrize("path", INSIDE)
def test_visitor_and_closed_account_reach_no_page_of_second_factors(
    visitor: Client, as_charlie: Client, path: str
) -> None:
    for browser in (visitor, as_charlie):
        for answer in (browser.get(f"/second-factor/{path}"), browser.post(f"/second-factor/{path}")):
            assert (answer.status_code, answer.get("Location", "")[:7]) in {(302, "/login/"), (405, "")}


def test_passkey_of_somebody_else_is_neither_renamed_nor_removed(alice: Any, bob: Any) -> None:
    key = Authenticator.objects.create(user=alice, type="webauthn", data={"name": "Hers"})
    browser = client(bob)
    browser.post("/confirm/?next=/settings/login/", {"password": PASSWORD})
    paths = [f"/second-factor/passkeys/{key.pk}/{act}/" for act in ("name", "remove")]
    assert [browser.post(path, {"name": "Mine"}).status_code for path in paths] == [404, 404]
    assert Authenticator.objects.get().data == {"name": "Hers"}


def test_page_of_how_one_logs_in_asks_four_questions(alice: Any, django_assert_num_queries: Any) -> None:
    browser = client(alice)
    browser.get("/settings/login/")
    with django_assert_num_queries(4):  # the user, the factors, the logins, new mentions
        browser.get("/settings/login/")


@pytest.mark.usefixtures("rules_of_one_test")
class TestRoleThatNeedsOne:
    """Somebody of such a role who has none does and sees nothing until it is set up."""

    def test_page_leads_to_setting_it_up(self, bob: Any) -> None:
        needing("agent")
        browser = client(bob)
        assert [browser.get(path)["Location"] for path in ("/", "/customers/", "/settings/", "/palette/")] == [
            "/second-factor/"
        ] * 4
        page = browser.get("/second-factor/").content.decode()
        assert "Everybody here with the role Service agent logs in with more than a password" in page

    def test_part_of_a_page_sends_the_whole_browser(self, bob: Any) -> None:
        needing("agent")
        answer = client(bob).get("/customers/", headers={"HX-Request": "true"})
        assert (answer.status_code, answer["HX-Redirect"]) == (204, "/second-factor/")

    def test_writing_is_led_too(self, bob: Any) -> None:
        from regulars.know.customers.models import Customer

        needing("agent")
        assert client(bob).post("/customers/new/", {"name": "Zita"})["Location"] == "/second-factor/"
        assert Customer.objects.count() == 0

    def test_token_opens_the_api_only_with_a_second_factor(self, bob: Any) -> None:
        from regulars.access.tokens.actions import make_token

        with acting_as(acting_of(bob)):
            _, secret = make_token("Shop", ["customers.see"], None, actor=bob.actor)
        program = Client(headers={"host": "localhost", "authorization": f"Bearer {secret}"})
        before = program.get("/api/customers").status_code
        needing("agent")
        between = program.get("/api/customers").status_code
        with_app(bob)
        assert (before, between, program.get("/api/customers").status_code) == (200, 401, 200)

    def test_whoever_acts_for_them_is_nobody(self, bob: Any) -> None:
        needing("agent")
        assert (lacks_second_factor(bob), acting_of(bob).permissions) == (True, frozenset())
        with acting_as(acting_of(bob)):
            assert current().may("customers.see") is False

    def test_others_go_on_as_before(self, alice: Any, bob: Any) -> None:
        needing("agent")
        assert client(alice).get("/customers/").status_code == 200

    def test_owners_can_be_asked_for_one_too(self, alice: Any) -> None:
        needing("owner")
        assert client(alice).get("/settings/people/")["Location"] == "/second-factor/"

    def test_setting_it_up_opens_everything(self, bob: Any) -> None:
        needing("agent")
        browser = client(bob)
        browser.post("/confirm/?next=/second-factor/app/", {"password": PASSWORD})
        page = browser.get("/second-factor/app/").content.decode()
        secret = re.search(r"<code data-copied>([A-Z2-7]{32})</code>", page)
        assert secret is not None
        assert browser.post("/second-factor/app/", {"code": code(secret[1])})["Location"] == "/second-factor/codes/"
        assert browser.get("/customers/").status_code == 200

    def test_last_one_is_not_taken_off(self, bob: Any) -> None:
        needing("agent")
        with_app(bob)
        browser = client(bob)
        browser.post("/second-factor/check/", {"code": code()})
        browser.post("/confirm/?next=/second-factor/app/off/", {"password": PASSWORD})
        page = browser.post("/second-factor/app/off/").content.decode()
        assert "Your role needs a second factor, and this is the only one." in page
        assert has_second_factor([bob.pk]) == {bob.pk}
