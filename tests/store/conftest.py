"""A company whose database other processes can see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.company import Company, close, found


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = found(tmp_path)
    yield made
    close(made)
