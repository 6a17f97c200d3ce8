"""Rows are written as their template has them, whatever the texts contain."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string

from regulars.web.customers.rows import Row
from regulars.web.templatetags.rows import customer_rows


def row(**texts: object) -> Row:
    plain = dict.fromkeys(
        ("pk", "name", "initials", "small", "segment", "near", "tone", "reason", "worth", "heard", "alive"), ""
    )
    return plain | {"company": False} | texts  # type: ignore[return-value]


@pytest.mark.parametrize("company", [False, True])
@pytest.mark.parametrize("segment", ["", "Champions"])
@pytest.mark.parametrize("near", ["", "cooling"])
def test_row_is_what_its_template_makes_of_it(company: bool, segment: str, near: str) -> None:
    shown = row(pk="7", name="Ada & Co", small="Kiel", company=company, segment=segment, near=near, tone="watch")
    assert customer_rows([shown]) == render_to_string("customers/row.html", {"row": shown})


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '" onmouseover="x', "{pk} {name} {0} {{", "%s %(a)s", "&amp;"]
)
def test_texts_are_escaped_and_never_read_as_a_pattern(name: str) -> None:
    written = customer_rows([row(pk="7", name=name)])
    assert written == render_to_string("customers/row.html", {"row": row(pk="7", name=name)})
    assert re.findall(r"<script|onmouseover=\"x\"", written) == []
