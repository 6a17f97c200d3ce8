"""The palette finds places by their words and people by what they are known as."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client


def found(client: Client, typed: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', client.get("/palette/", {"q": typed}).content.decode())


@pytest.fixture
def ada(alice: Any) -> Any:
    from regulars.know.identities.actions import add_customer

    return add_customer({"name": "Ada Brandt", "email": "ada@brandt.example"}, actor=alice.actor)


def test_people_come_first(as_alice: Client, ada: Any) -> None:
    assert found(as_alice, "brandt") == [f"/customers/{ada.pk}/"]


def test_places_are_found_by_the_words_people_use(as_alice: Client) -> None:
    assert found(as_alice, "api token") == ["/settings/keys/"]


def test_agent_is_not_offered_what_they_may_not_open(as_bob: Client) -> None:
    assert found(as_bob, "api token") == []


def test_nothing_found_says_how_to_search(as_bob: Client) -> None:
    assert "Nobody and nothing by “zzz”" in as_bob.get("/palette/", {"q": "zzz"}).content.decode()


def test_what_matched_is_said_where_it_was_not_the_name(as_alice: Client, ada: Any) -> None:
    page = as_alice.get("/palette/", {"q": "@brandt"}).content.decode()
    assert "E-mail ada<mark>@brandt</mark>.example" in page


def test_misspelt_name_is_found(as_bob: Client, ada: Any) -> None:
    assert found(as_bob, "barndt") == [f"/customers/{ada.pk}/"]
