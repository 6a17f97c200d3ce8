"""What tests of logging in share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from tests.oidc_provider import Provider, running


@pytest.fixture(autouse=True)
def no_memory_of_tries() -> None:
    """Every test begins with nobody locked out."""
    cache.clear()


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """A company's own login."""
    with running(tmp_path_factory.mktemp("provider"), "http://localhost/login/with/company/back/") as served:
        yield served
