"""docs/who-may-what.md is what the code says. WRITE_DOCS=1 writes it anew."""

from __future__ import annotations

import os
from pathlib import Path

from regulars.web.who_may_what import table

PAGE = Path(__file__).parent.parent.parent / "docs" / "who-may-what.md"


def test_the_page_says_what_the_code_says() -> None:
    told = table()
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(told)
    assert PAGE.read_text() == told
