"""The list of customers: search, filters, sorts, pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from regulars.kit import moments
from regulars.kit.position import BadPosition
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import SORTS, Page
from regulars.know.customers.queries import page as page_of
from regulars.know.search.queries import search_customers
from regulars.understand.insights.queries import in_segment, insights_of
from regulars.web.customers.choices import GROUP_CHOICES, GROUPS, known_countries, look_up_countries
from regulars.web.customers.rows import rows
from regulars.web.requests import Request, page, partial

PAGE = 50
KINDS = [("", "Everyone"), ("person", "Persons"), ("company", "Companies")]
SORT_NAMES = {"heard": "last heard, newest first", "name": "name", "created": "newest customers first"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what it does not know falls back to the plain list."""

    q: str = ""
    kind: str = ""
    country: str = ""
    group: str = ""
    sort: str = "heard"
    after: str = ""

    def address(self, **changes: str) -> str:
        """The list's address with some of this changed; a new filter or sort begins at its first page."""
        told = {
            "q": self.q,
            "kind": self.kind,
            "country": self.country,
            "group": self.group,
            "sort": self.sort,
        } | changes
        if told["sort"] == "heard":
            del told["sort"]
        query = urlencode({name: value for name, value in told.items() if value})
        return reverse("customers:list") + (f"?{query}" if query else "")


def read(request: Request) -> Asked:
    """The address's wishes."""
    told = request.GET
    kind, sort = told.get("kind", ""), told.get("sort", "heard")
    return Asked(
        told.get("q", "").strip(),
        kind if kind in Customer.Kind.values else "",
        told.get("country", ""),
        told.get("group", "") if told.get("group", "") in GROUPS else "",
        sort if sort in SORTS else "heard",
        told.get("after", ""),
    )


def _find(asked: Asked) -> Page:
    if asked.q:
        return Page(search_customers(asked.q, limit=PAGE), None)
    return page_of(
        sort=asked.sort,
        after=asked.after or None,
        limit=PAGE,
        kind=asked.kind,
        country=asked.country,
        among=in_segment(asked.group) if asked.group else None,
    )


def _columns(asked: Asked) -> list[tuple[str, str, str, str]]:
    """Heads of the table: name, class, address of sorting by it (or empty), how it is sorted now (or empty)."""
    heads = (
        ("Customer", "", "name", "ascending"),
        ("Group", "opt", "", ""),
        ("Relationship", "", "", ""),
        ("Worth so far", "r", "", ""),
        ("Last heard", "opt", "heard", "descending"),
        ("Still with us", "r opt", "", ""),
    )
    return [
        (name, css, asked.address(sort=sort, q="") if sort else "", way if sort == asked.sort and not asked.q else "")
        for name, css, sort, way in heads
    ]


@require_safe
@page("customers.see")
def customers(request: Request) -> HttpResponse:
    """The list, or only its part when htmx asks for more of it or for other filters."""
    asked = read(request)
    try:
        found = _find(asked)
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    now = moments.now()
    shown = rows(found.customers, insights_of([c.pk for c in found.customers]), now)
    context = {
        "asked": asked,
        "rows": shown,
        "next": f"{asked.address()}{'&' if '?' in asked.address() else '?'}after={found.next}" if found.next else "",
        "heads": _columns(asked),
        "kinds": [(asked.address(kind=value, q=""), text, value == asked.kind) for value, text in KINDS],
        "groups": GROUP_CHOICES,
        "countries": known_countries(asked.country),
        "sorted_by": SORT_NAMES[asked.sort],
        "may_edit": request.user.may("customers.edit"),
        "may_import": request.user.may("imports.run"),
        "filtered": bool(asked.kind or asked.country or asked.group),
    }
    if not partial(request):
        return render(request, "customers/list.html", context)
    return render(request, "customers/more.html" if asked.after else "customers/table.html", context)


@require_safe
@page("customers.see")
def countries(request: Request) -> HttpResponse:
    """The choice of countries alone: with a million customers its look-up takes longer than the page should."""
    chosen = request.GET.get("country", "")
    return render(request, "customers/countries.html", {"countries": look_up_countries(chosen), "chosen": chosen})
