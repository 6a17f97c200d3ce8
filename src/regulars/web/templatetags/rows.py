"""Writing out many rows of one shape."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from regulars.web.customers.rows import Line, Row

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


@register.simple_tag
def customer_lines(lines: Iterable[Line], *, pick: bool, edit: bool) -> SafeString:
    """The rows of the list with the columns somebody chose, as `customers/line.html` and `customers/cell.html` have them."""
    cell = _CELLS
    written = []
    for line in lines:
        texts = {name: escape(line[name]) for name in ("pk", "name", "initials", "small")}
        cells = "".join(
            cell[css, tone is not None, edit and bool(key)].format(
                text=escape(text) or _EMPTY * bool(edit and key), tone=tone or "", title=escape(title), key=key
            )
            for css, text, tone, title, key in line["cells"]
        )
        written.append(_line_pattern(line["company"], pick).format(cells=cells, **texts))
    return mark_safe("".join(written))  # noqa: S308 -- escaped above


class _CellPatterns(dict[tuple[str, bool, bool], str]):
    """Made when first asked for: there are as many as classes of columns."""

    def __missing__(self, shape: tuple[str, bool, bool]) -> str:
        css, chip, editable = shape
        marked = {name: mark_safe(f"{{{name}}}") for name in ("text", "tone", "title", "key")}  # noqa: S308 -- our words
        self[shape] = render_to_string("customers/cell.html", marked | {"css": css, "chip": chip, "editable": editable})
        return self[shape]


# What a button without a text says to whoever hears the page.
_EMPTY = '<span class="visually-hidden">empty</span>'
_CELLS = _CellPatterns()


@cache
def _line_pattern(company: bool, pick: bool) -> str:
    marked: dict[str, object] = {
        name: mark_safe(f"{{{name}}}")  # noqa: S308 -- our own words
        for name in ("pk", "name", "initials", "small", "cells")
    }
    return render_to_string("customers/line.html", marked | {"company": company, "pick": pick})
