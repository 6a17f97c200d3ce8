"""Who may open what: Alice owns the business, Bob answers customers, Charlie's account is closed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from regulars.access.permissions import PERMISSIONS
from regulars.web.shell.places import PLACES

PAGES = (
    "/customers/", "/customers/new/", "/customers/{pk}/", "/customers/{pk}/edit/", "/customers/{pk}/profile/",
    "/imports/", "/imports/new/", "/understand/", "/settings/", "/settings/people/", "/settings/keys/", "/palette/", "/password/",
)  # fmt: skip
CLOSED_TO_BOB = {"/imports/", "/imports/new/", "/understand/", "/settings/people/", "/settings/keys/"}


@pytest.fixture
def ada(alice: Any) -> Any:
    from regulars.know.identities.actions import add_customer

    return add_customer({"name": "Ada Brandt", "email": "ada@brandt.example"}, actor=alice.actor)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_the_owner(as_alice: Client, ada: Any, path: str) -> None:
    assert as_alice.get(path.format(pk=ada.pk)).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_agent_opens_only_what_their_role_allows(as_bob: Client, ada: Any, path: str) -> None:
    assert as_bob.get(path.format(pk=ada.pk)).status_code == (403 if path in CLOSED_TO_BOB else 200)


@pytest.mark.parametrize("path", PAGES)
def test_closed_account_is_sent_to_the_login(as_charlie: Client, ada: Any, path: str) -> None:
    address = path.format(pk=ada.pk)
    assert as_charlie.get(address)["Location"] == f"/login/?next={address}"


@pytest.mark.parametrize("path", PAGES)
def test_visitor_is_sent_to_the_login(visitor: Client, ada: Any, path: str) -> None:
    address = path.format(pk=ada.pk)
    assert visitor.get(address)["Location"] == f"/login/?next={address}"


def test_refusal_says_what_is_needed(as_bob: Client) -> None:
    page = as_bob.get("/settings/people/").content.decode()
    assert f"This needs the permission “{PERMISSIONS['people.manage']}”. Ask an owner for it." in page


def test_navigation_shows_only_what_somebody_may_open(as_alice: Client, as_bob: Client) -> None:
    def places(client: Client) -> list[str]:
        import re

        page = client.get("/settings/").content.decode()
        return re.findall(r'<a href="([^"]+)"', page.split('<nav aria-label="Main">')[1].split("</nav>")[0])

    assert places(as_bob) == ["/customers/", "/understand/cooling/", "/settings/"]
    assert places(as_alice) == [*(reverse(place.url) for place in PLACES), "/settings/"]


def test_start_leads_to_the_first_place_one_may_see(as_bob: Client) -> None:
    assert as_bob.get("/")["Location"] == "/customers/"


@pytest.mark.parametrize("path", ["/customers/999999/", "/customers/999999/edit/", "/nothing/"])
def test_missing_page_is_told_so(as_alice: Client, path: str) -> None:
    answer = as_alice.get(path)
    assert (answer.status_code, "Nothing is here" in answer.content.decode()) == (404, True)


def test_part_asked_for_after_the_session_ended_sends_the_whole_browser_to_the_login(visitor: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/customers/?sort=name"}
    answer = visitor.get("/customers/?q=ada", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/login/?next=/customers/%3Fsort%3Dname")
