"""Writing out many rows of one shape."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from regulars.web.customers.rows import Row

register = template.Library()
_TEXTS = ("pk", "name", "initials", "small", "segment", "near", "tone", "reason", "worth", "heard", "alive")


@register.simple_tag
def customer_rows(rows: Iterable[Row]) -> SafeString:
    """The rows of the list of customers, each as `customers/row.html` has it; every text is escaped.

    A list has fifty rows of a dozen texts, and a template resolves each of them anew. So the template is rendered once
    for each shape a row can have, with the places of its texts marked, and rows are written into that.
    """
    return mark_safe("".join(_written(row) for row in rows))  # noqa: S308 -- escaped below


def _written(row: Row) -> str:
    pattern = _pattern(row["company"], bool(row["segment"]), bool(row["near"]))
    return pattern.format_map({name: escape(row[name]) for name in _TEXTS})  # type: ignore[literal-required]


@cache
def _pattern(company: bool, segment: bool, near: bool) -> str:
    marked: dict[str, object] = {name: mark_safe(f"{{{name}}}") for name in _TEXTS}  # noqa: S308 -- our own words
    marked |= {
        "company": company,
        "segment": marked["segment"] if segment else "",
        "near": marked["near"] if near else "",
    }
    return render_to_string("customers/row.html", {"row": marked})
