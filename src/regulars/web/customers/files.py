"""Taking a list out as a file: just the customers and columns that it shows, written as it is read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence

from django.http import HttpResponseBadRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from regulars.access.acting import carried
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.cards.queries import cards_of
from regulars.know.cards.write import write_card
from regulars.know.customers.models import Customer
from regulars.know.filters.check import check
from regulars.know.filters.pages import everybody
from regulars.know.filters.rule import EVERYBODY
from regulars.know.filters.words import spoken
from regulars.know.search.queries import search_condition
from regulars.timeline.audit import note_look
from regulars.web.customers import columns
from regulars.web.customers.asked import Asked, read
from regulars.web.customers.choices import orders
from regulars.web.customers.listing import FORMATS, ordered
from regulars.web.requests import Request, page
from regulars.web.rules.known import fields

_KINDS = {"jsonl": ("application/x-ndjson", "jsonl"), "vcf": ("text/vcard; charset=utf-8", "vcf")}
# What spreadsheets would read as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula; numbers stay numbers."""
    if text.startswith(_FORMULA) and not _is_number(text):
        return f"'{text}"
    return text


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdigit() and text[0] in "+-"


def _cells(customers: Sequence[Customer], shown: Sequence[columns.Column]) -> Iterator[list[str]]:
    told = columns.page_of(customers, moments.now(), shown)
    filled = [column.write(told) if column.write else column.fill(told) for column in shown]
    for customer in customers:
        said = (cells.get(customer.pk) for cells in filled)
        yield [str(customer.pk), str(customer), *(cell.text if cell is not None else "" for cell in said)]


def _csv(found: Iterator[list[Customer]], shown: Sequence[columns.Column], *, bom: bool) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    # Excel takes a file without the mark for one in the device's own code page.
    buffer.write("\ufeff" if bom else "")
    writer.writerow([guarded(name) for name in ("Number", "Name", *(column.label for column in shown))])
    for customers in found:
        writer.writerows([guarded(text) for text in row] for row in _cells(customers, shown))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _json_lines(found: Iterator[list[Customer]], shown: Sequence[columns.Column]) -> Iterator[str]:
    names = ("id", "name", *(column.key for column in shown))
    for customers in found:
        rows = (dict(zip(names, row, strict=True)) for row in _cells(customers, shown))
        yield "".join(json.dumps(row | {"id": int(row["id"])}, ensure_ascii=False) + "\n" for row in rows)


def _cards(found: Iterator[list[Customer]]) -> Iterator[str]:
    for customers in found:
        yield "".join(write_card(card, "3.0") for card in cards_of([customer.pk for customer in customers]))


def _found(asked: Asked) -> Callable[[], Iterator[list[Customer]]]:
    """Reads everybody the list shows; raises Refused for a rule that cannot be read."""
    known, every = orders(), fields()
    check(asked.rule, every)
    key, down = ordered(asked, known)
    narrowed = search_condition(asked.q) if asked.q else None
    return lambda: everybody(asked.rule, every, known[key], down=down, narrowed=narrowed)


@require_safe
@page("customers.export")
def taken_out(request: Request, form: str) -> HttpResponseBase:
    """The list of the address as a file; memory does not grow with its length."""
    asked = read(request.GET)
    try:
        found = _found(asked)
    except Refused as refused:
        return HttpResponseBadRequest(str(refused), content_type="text/plain; charset=utf-8")
    if asked.errors or form not in dict(FORMATS):
        return HttpResponseBadRequest("; ".join(asked.errors.values()), content_type="text/plain; charset=utf-8")
    shown = columns.chosen(asked.columns)
    whom = spoken(asked.rule, fields()) if asked.rule != EVERYBODY else asked.view.name
    about = f"{whom}{f', found by “{asked.q}”' if asked.q else ''}"[:200]
    named = [column.label for column in shown]
    note_look(
        "customers.exported", request.user.actor, about=about, changes={"columns": [None, named], "form": [None, form]}
    )
    kind, ending = _KINDS.get(form, ("text/csv; charset=utf-8", "csv"))
    if form == "vcf":
        pieces = _cards(found())
    else:
        pieces = _json_lines(found(), shown) if form == "jsonl" else _csv(found(), shown, bom=form == "excel")
    answer = StreamingHttpResponse(carried(pieces), content_type=kind)
    name = f"customers-{moments.now():%Y-%m-%d}.{ending}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
