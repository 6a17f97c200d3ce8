"""The filter of the list: the builder of rules, whose rule goes into the list's address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from regulars.web.customers.asked import read
from regulars.web.requests import Request, page, partial
from regulars.web.rules.building import Builder

# What the list's address says beside the rule.
_KEPT = ("view", "columns", "sort")


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.see")
def builder(request: Request) -> HttpResponse:
    """The builder of the rule the address asks for; posted, the list of those it fits, unless a button of the builder's
    own was pressed. Beside the list it is a part of the page, without JavaScript a page of its own."""
    told = request.POST if request.method == "POST" else request.GET
    kept = {name: told.get(name, "") for name in _KEPT if told.get(name)}
    made = Builder.read(request.POST) if request.method == "POST" else Builder.of(read(request.GET).rule)
    made.closes = partial(request)
    if request.method == "POST" and not made.pressed and not made.errors:
        return HttpResponseRedirect(f"{reverse('customers:list')}?{urlencode(kept | {'rule': made.told})}")
    template = "customers/builder.html" if partial(request) else "customers/builder_page.html"
    return render(request, template, {"builder": made, "kept": kept})
