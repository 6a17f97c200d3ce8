"""What tests of pages share: gathered static files, and people who are logged in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """The pages name their static files by hash, so these are gathered once, as `regulars serve` does."""
    from regulars.web import assets

    assets.collect()


def client_of(user: Any = None, **headers: str) -> Client:
    """A browser, logged in as the user when there is one."""
    client = Client(headers={"host": "localhost"} | headers)
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def visitor(db: None) -> Client:
    """Somebody who is not logged in."""
    return client_of()


@pytest.fixture
def as_alice(alice: Any) -> Client:
    """Alice's browser."""
    return client_of(alice)


@pytest.fixture
def as_bob(bob: Any) -> Client:
    """Bob's browser."""
    return client_of(bob)


@pytest.fixture
def as_charlie(charlie: Any) -> Client:
    """Charlie's browser, with a session from before the account was closed."""
    return client_of(charlie)
