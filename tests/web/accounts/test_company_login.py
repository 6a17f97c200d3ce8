"""Coming in by the company's own login, from a real provider in a process of its own (tests/oidc_provider.py)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from tests.oidc_provider import PASSWORD, Provider

from regulars.access.permissions import Role
from regulars.access.users.actions import change_colleague, invite_colleague
from regulars.access.users.models import Team, User
from regulars.timeline.models import AuditLine

pytestmark = pytest.mark.slow
BEGIN = "/login/with/company/"


@pytest.fixture(autouse=True)
def set_up(settings: Any, provider: Provider) -> None:
    settings.REGULARS_OIDC_ISSUER = provider.address
    settings.REGULARS_OIDC_NAME = "Unfold's login"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider.app]}}


def at_provider(address: str, email: str, answer: str = "grant") -> str:
    """What somebody does at the provider: log in, agree. Returns the address they are sent back to."""
    there = requests.Session()

    def token(page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found is not None, page
        return found[1]

    page = there.get(address)
    sent = {"csrfmiddlewaretoken": token(page.text), "login": email, "password": PASSWORD}
    page = there.post(page.url, sent)
    request = re.search(r'name="request" value="([^"]+)"', page.text)
    assert request is not None, page.text
    scopes = re.findall(r'name="scopes" value="([^"]+)"', page.text)
    sent = {"csrfmiddlewaretoken": token(page.text), "request": request[1], "scopes": scopes, "action": answer}
    return there.post(page.url.split("?")[0], sent, allow_redirects=False).headers["Location"]


def come_in(visitor: Client, email: str, begin: str = BEGIN, answer: str = "grant") -> Any:
    """The whole way there and back."""
    back = urlsplit(at_provider(visitor.get(begin)["Location"], email, answer))
    return visitor.get(f"{back.path}?{back.query}")


def refusal(answer: Any) -> tuple[int, str]:
    said = re.search(r'<p class="soft">([^<]+)</p>', answer.content.decode())
    return answer.status_code, said[1] if said else ""


def test_colleague_comes_in_and_lands_where_they_were_going(visitor: Client, alice: Any) -> None:
    assert come_in(visitor, alice.email, f"{BEGIN}?next=/settings/people/")["Location"] == "/settings/people/"
    assert visitor.get("/settings/people/").status_code == 200
    assert AuditLine.objects.filter(name="login.passed").values_list("actor", "about").get() == (
        alice.actor, "by company login",
    )  # fmt: skip


def test_second_time_knows_them_by_the_provider_not_by_the_address(visitor: Client, alice: Any) -> None:
    come_in(visitor, alice.email)
    visitor.post("/logout/")
    User.objects.filter(pk=alice.pk).update(email="alice.amari@unfold.example")
    assert come_in(visitor, "alice@unfold.example")["Location"] == "/"
    assert visitor.get("/settings/people/").status_code == 200


def test_request_to_the_provider_asks_by_code_with_proof_key_and_state(visitor: Client, provider: Provider) -> None:
    asked = urlsplit(visitor.get(BEGIN)["Location"])
    told = parse_qs(asked.query)
    assert f"{asked.scheme}://{asked.netloc}" == provider.address
    assert (told["response_type"], told["code_challenge_method"], set(told["scope"][0].split()), len(told["state"][0]) >= 16) == (
        ["code"], ["S256"], {"openid", "profile", "email"}, True,
    )  # fmt: skip


def test_foreign_page_begins_no_login(visitor: Client) -> None:
    assert visitor.get(BEGIN, headers={"Sec-Fetch-Site": "cross-site"})["Location"] == "/login/"


def test_caller_adds_nothing_to_the_request(visitor: Client) -> None:
    address = visitor.get(f"{BEGIN}?auth_params=prompt%3Dnone&scope=everything&process=connect")["Location"]
    assert "prompt" not in address
    assert "everything" not in address


def test_unverified_address_is_refused(visitor: Client, bob: Any) -> None:
    assert refusal(come_in(visitor, bob.email)) == (
        403,
        "It gave your address, but did not say that the address was verified. Ask whoever runs it to verify it.",
    )
    assert visitor.get("/customers/").status_code == 302
    assert AuditLine.objects.filter(name="login.failed").values_list("actor", flat=True).get() == bob.actor


def test_stranger_is_refused_and_only_a_mask_of_the_address_kept(visitor: Client, alice: Any) -> None:
    assert refusal(come_in(visitor, "eve@elsewhere.example")) == (
        403, "Nobody with the address eve@elsewhere.example works here yet. Ask a colleague for an invitation.",
    )  # fmt: skip
    assert User.objects.count() == 1
    line = AuditLine.objects.get(name="login.failed")
    assert (line.actor, line.about.split(":")[0]) == ("user:0", "e…@elsewhere.example")


def test_closed_account_is_refused(visitor: Client, charlie: Any) -> None:
    assert come_in(visitor, charlie.email)["Location"] == "/inactive/"
    assert visitor.get("/customers/").status_code == 302


def test_access_that_ended_after_linking_stays_ended(visitor: Client, alice: Any, bob: Any) -> None:
    come_in(visitor, alice.email)
    change_colleague(bob.pk, role=Role.OWNER, actor=bob.actor)
    change_colleague(alice.pk, active=False, actor=bob.actor)
    assert visitor.get("/customers/").status_code == 302
    assert come_in(Client(headers={"host": "localhost"}), alice.email)["Location"] == "/inactive/"


def test_invited_person_joins_with_the_role_and_teams_of_the_invitation(visitor: Client, alice: Any) -> None:
    team = Team.objects.create(name="Berlin")
    token = invite_colleague("Dora@unfold.example", "analyst", team_ids=[team.pk], actor=alice.actor)
    assert come_in(visitor, "dora@unfold.example")["Location"] == "/"
    dora = User.objects.get(email="dora@unfold.example")
    assert (dora.role, dora.name, dora.has_usable_password(), list(dora.teams.all())) == (
        "analyst", "Dora Dann", False, [team],
    )  # fmt: skip
    assert visitor.get(f"/join/{token}").status_code == 410


@pytest.mark.parametrize(
    ("domains", "comes"), [(["unfold.example"], True), (["fold.example", "example"], False), ([], False)]
)
def test_people_of_an_allowed_domain_join_with_the_set_role(
    visitor: Client, alice: Any, settings: Any, domains: list[str], comes: bool
) -> None:
    settings.REGULARS_OIDC_DOMAINS, settings.REGULARS_OIDC_ROLE = domains, "marketer"
    come_in(visitor, "dora@unfold.example")
    found = User.objects.filter(email="dora@unfold.example").values_list("role", flat=True)
    assert list(found) == (["marketer"] if comes else [])


def test_provider_that_calls_itself_otherwise_is_not_trusted(visitor: Client, alice: Any, settings: Any) -> None:
    settings.REGULARS_OIDC_ISSUER = "https://login.unfold.example"
    assert refusal(visitor.get(BEGIN)) == (
        403,
        "It calls itself by another name than was set here, so it is not trusted. Tell whoever runs this program.",
    )


def test_token_signed_by_another_key_is_refused(visitor: Client, alice: Any, settings: Any, provider: Provider) -> None:
    app = provider.app
    app["settings"]["openid_configuration_overrides"] = {"jwks_uri": f"{provider.address}/other-keys.json"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    assert refusal(come_in(visitor, alice.email)) == (
        403, "What it said of you could not be verified. Begin once more at the login page.",
    )  # fmt: skip
    assert visitor.get("/customers/").status_code == 302


def test_wrong_client_secret_is_refused(visitor: Client, alice: Any, settings: Any, provider: Provider) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider.app | {"secret": "wrong"}]}}
    assert come_in(visitor, alice.email).status_code == 403
    assert visitor.get("/customers/").status_code == 302


def test_stopping_on_the_way_says_so(visitor: Client, alice: Any) -> None:
    assert refusal(come_in(visitor, alice.email, answer="cancel")) == (403, "You stopped on the way.")


def test_answer_that_this_browser_did_not_ask_for_is_refused(visitor: Client, alice: Any) -> None:
    back = urlsplit(at_provider(visitor.get(BEGIN)["Location"], alice.email))
    other = Client(headers={"host": "localhost"})
    assert refusal(other.get(f"{back.path}?{back.query}")) == (
        403, "The way there and back was interrupted. Begin once more at the login page.",
    )  # fmt: skip
    assert other.get("/customers/").status_code == 302


def test_provider_that_does_not_answer_is_said_so(visitor: Client, settings: Any, provider: Provider) -> None:
    app = provider.app
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    assert refusal(visitor.get(BEGIN)) == (
        403, "It does not answer as it should right now. Try again in a while, or log in with your password.",
    )  # fmt: skip


def test_colleague_with_a_second_factor_is_asked_for_it_all_the_same(visitor: Client, alice: Any) -> None:
    from tests.web.accounts.test_second_step import with_app

    with_app(alice)
    assert come_in(visitor, alice.email)["Location"] == "/second-factor/check/"


def test_without_the_setting_there_is_no_button_and_no_door(visitor: Client, settings: Any) -> None:
    assert "Go on with Unfold&#x27;s login" in visitor.get("/login/").content.decode()
    settings.REGULARS_OIDC_ISSUER = ""
    assert "Go on with" not in visitor.get("/login/").content.decode()
    assert [visitor.get(path).status_code for path in (BEGIN, f"{BEGIN}back/", "/login/with/other/")] == [404, 404, 404]
