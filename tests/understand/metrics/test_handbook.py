from __future__ import annotations

import os
from pathlib import Path

import pytest

from regulars.understand.metrics.definition import definition
from regulars.understand.metrics.handbook import metrics_page

PAGE = Path(__file__).parent.parent.parent.parent / "docs" / "metrics.md"


def test_the_page_says_what_the_definitions_say() -> None:
    """WRITE_DOCS=1 in the environment writes it anew."""
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(metrics_page())
    assert PAGE.read_text() == metrics_page()


def test_a_definition_that_lacks_a_part_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the parts Formula, Unit, Window, Exclusions, Source"):
        definition("Customers.\n\nFormula: all of them.\nUnit: customers.")
