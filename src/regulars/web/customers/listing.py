"""The list of customers: a view, narrowed by a rule or a search, in any order, with the columns one wants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from regulars.kit import moments
from regulars.kit.position import BadPosition
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.fields.queries import fields_of
from regulars.know.filters.check import check
from regulars.know.filters.compile import condition
from regulars.know.filters.field import Moment
from regulars.know.filters.orders import Orders
from regulars.know.filters.pages import Found
from regulars.know.filters.pages import page as page_of
from regulars.know.filters.rule import EVERYBODY
from regulars.know.filters.words import spoken
from regulars.know.search.queries import search_customers
from regulars.know.views.queries import views
from regulars.web.customers import columns
from regulars.web.customers.asked import DEFAULT_ORDER, OWN_VIEWS, Asked, read
from regulars.web.customers.choices import orders
from regulars.web.customers.rows import Line, lines
from regulars.web.requests import Request, page, partial
from regulars.web.rules.known import fields

PAGE = 50
FORMATS = (("csv", "CSV"), ("excel", "CSV for Excel"), ("jsonl", "JSON lines"), ("vcf", "vCard"))


def ordered(asked: Asked, known: Orders) -> tuple[str, bool]:
    """The key of the order asked for and whether it goes down; the usual one where that is not known."""
    told = asked.order or DEFAULT_ORDER
    key = told.removeprefix("-")
    if key not in known:
        return DEFAULT_ORDER, known[DEFAULT_ORDER].downwards
    # A key alone is sorted the way that is usual for it; a minus turns it.
    return key, known[key].downwards != told.startswith("-")


def find(asked: Asked, known: Orders) -> Found:
    """The page asked for. Raises Refused, BadPosition."""
    every = fields()
    check(asked.rule, every)
    if asked.q:
        when = Moment(moments.now())
        among = condition(asked.rule, every, when) if asked.rule != EVERYBODY else None
        return Found(search_customers(asked.q, limit=PAGE, among=among))
    key, down = ordered(asked, known)
    return page_of(asked.rule, every, known[key], down=down, after=asked.after or None, limit=PAGE)


def _heads(asked: Asked, shown: Sequence[columns.Column], known: Orders) -> list[dict[str, str]]:
    """The heads of the table: name, class, address that sorts by it (or nothing), how it is sorted now (or nothing)."""
    key, down = ordered(asked, known)
    made = []
    for label, css, order in (("Customer", "", "name"), *((c.label, c.css, c.order) for c in shown)):
        here = order == key and not asked.q
        address = way = ""
        if order in known:
            usual = known[order].downwards
            turned = f"-{order}" if here and down == usual else order
            address = asked.address(order="" if turned == DEFAULT_ORDER and not asked.view.order else turned, q="")
            way = ("descending" if down else "ascending") if here else ""
        made.append({"name": label, "css": css, "address": address, "way": way})
    return made


def _file_address(asked: Asked, form: str) -> str:
    wishes = asked.wishes()
    return reverse("customers:take_out", args=[form]) + (f"?{urlencode(wishes)}" if wishes else "")


def _tabs(asked: Asked) -> list[tuple[str, str, bool]]:
    saved = [(str(view.pk), view.name) for view in views()]
    own = [(view.key, view.name) for view in OWN_VIEWS]
    return [
        (f"/customers/?view={key}" if key else "/customers/", name, key == asked.view.key)
        for key, name in (*own, *saved)
    ]


def _lines(customers: Sequence[Customer], shown: Sequence[columns.Column]) -> list[Line]:
    return lines(customers, shown, columns.page_of(customers, moments.now(), shown))


@require_safe
@page("customers.see")
def customers(request: Request) -> HttpResponse:
    """The list, or only its part when htmx asks for more of it or for other wishes."""
    asked, own = read(request.GET), fields_of()
    known = orders(own)
    errors = dict(asked.errors)
    found = Found([])
    try:
        if not errors:
            found = find(asked, known)
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    except Refused as refused:
        errors |= refused.errors
    may_edit = request.user.may("customers.edit")
    shown = columns.chosen(asked.columns, own)
    # What a view of the house's own is about stands on its tab already.
    tells = asked.rule != (asked.view.rule if asked.view.pk is None else EVERYBODY)
    key, down = ordered(asked, known)
    context: dict[str, Any] = {
        "asked": asked,
        "errors": errors,
        "rows": _lines(found.customers, shown),
        "next": asked.address(after=found.next) if found.next else "",
        "searching": found.searching,
        "heads": _heads(asked, shown, known),
        "sorted_by": f"{known[key].label}{', backwards' if down != known[key].downwards else ''}",
        "may_edit": may_edit,
        "may_pick": may_edit or request.user.may("customers.export"),
        "may_export": request.user.may("customers.export"),
        "files": [(_file_address(asked, form), name) for form, name in FORMATS],
        "filtered": asked.rule != EVERYBODY,
        "filter": asked.address("customers:filter"),
        "spoken": spoken(asked.rule, fields()) if tells and not errors else "",
    }
    if partial(request) and asked.after:
        return render(request, "customers/more.html", context)
    if not partial(request):
        context |= {"tabs": _tabs(asked), "may_import": request.user.may("imports.run")}
        return render(request, "customers/list.html", context)
    answer = render(request, "customers/table.html", context)
    answer["HX-Push-Url"] = asked.address()
    return answer
