"""The guide says what can be written: every line of its table is read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.know.filters.company import fill
from tests.know.filters.test_rules import registry

from regulars.know.filters.text import parse

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "rules.md"


@pytest.fixture
def fields(db: None) -> Any:
    """Fields of the guide's examples, beside those every company has."""
    from regulars.know.fields.models import Field
    from regulars.know.tags.models import Tag

    fill()
    Field.objects.create(key="size", label="Size", kind="choice", choices=[{"key": "m", "label": "M"}])
    Field.objects.create(key="member", label="Member", kind="yes_no")
    Tag.objects.get_or_create(key="press", defaults={"name": "press"})
    return registry()


def examples() -> list[str]:
    """The code of the table's first column; arguments stand in a call, `NOT IN (…)` is no example."""
    rows = [line.split(" | ")[0] for line in GUIDE.read_text("utf-8").splitlines() if line.startswith("| `")]
    code = [one for row in rows for one in re.findall(r"`([^`]+)`", row)]
    whole = [one for one in code if re.match(r"[a-z_]+[ .(]", one) and "…" not in one and not one.startswith("segment")]
    return [f"did('order.completed', {one})" if re.match(r"[a-z_]+ =>", one) else one for one in whole]


def test_guide_has_examples() -> None:
    assert len(examples()) > 30


@pytest.mark.parametrize("text", examples())
def test_example_of_the_guide_is_read(fields: Any, text: str) -> None:
    assert parse(text, fields)
