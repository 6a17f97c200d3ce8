"""What is expected of customers, how far that can be believed, and whom to call."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from regulars.access.users.models import User
from regulars.kit import moments
from regulars.kit.position import BadPosition
from regulars.kit.refused import Refused
from regulars.know.customers.queries import listed
from regulars.understand.insights.actions import set_horizon
from regulars.understand.insights.cooling import Quieter, advice, cooling, may_be_told
from regulars.understand.insights.queries import Outlook, outlook, terms_now
from regulars.understand.insights.reasons import plan_of, why_contract, why_related
from regulars.understand.insights.renewing import renewing
from regulars.web import words
from regulars.web.customers.columns import related
from regulars.web.customers.panels.expected import spoken_value
from regulars.web.requests import Request, page, partial
from regulars.web.understand.foreseen import foreseen
from regulars.web.understand.lasting import SOON, lasting

HORIZONS = (
    ("180", "Half a year"),
    ("365", "A year"),
    ("730", "Two years"),
    ("1095", "Three years"),
    ("1825", "Five years"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@page("numbers.see")
def predictions(request: Request) -> HttpResponse:
    """What is expected of everybody; by post, how far ahead value is counted."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        told = request.POST.get("days", "")
        try:
            set_horizon(int(told) if told.isdecimal() and len(told) < 6 else 0, actor=request.user.actor)
        except Refused as refused:
            errors = refused.errors
        else:
            messages.success(request, "Kept. The worker counts value to come anew; that takes a moment.")
            return HttpResponseRedirect(reverse("understand:predictions"))
    told_of = outlook()
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    context = {
        "foreseen": foreseen(told_of) if told_of else None,
        "lasting": lasting(told_of) if told_of else None,
        "renewing": _renewing(told_of, request),
        "as_of": told_of.as_of if told_of else None,
        "computed_at": told_of.computed_at if told_of else None,
        "waiting": told_of is None and listed().exists(),
        "cooling": told_of.spread.cooling if told_of and told_of.spread else 0,
        "may_import": request.user.may("imports.run"),
        "may_set": request.user.may("numbers.manage"),
        "horizons": HORIZONS,
        "days": str(terms_now(today).days),
        "errors": errors,
    }
    return render(request, "understand/predictions.html", context, status=422 if errors else 200)


@require_safe
@page("customers.see")
def quieter(request: Request) -> HttpResponse:
    """Those who were close and get quieter, the most at risk first."""
    try:
        found = cooling(after=request.GET.get("after") or None)
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    owners = User.objects.in_bulk({one.customer.owner_id for one in found.people if one.customer.owner_id})
    now = moments.now()
    address = reverse("understand:cooling")
    context = {
        "people": [_said(one, owners, now) for one in found.people],
        "next": f"{address}?{urlencode({'after': found.next})}" if found.next else "",
        "by": "value at risk" if found.by == "risk" else "worth so far",
        "told": may_be_told(),
        "computed": outlook_is_there(request),
    }
    more = partial(request) and request.GET.get("after")
    return render(request, "understand/cooling_rows.html" if more else "understand/cooling.html", context)


def outlook_is_there(request: Request) -> bool:
    """Whether anything was computed yet, as far as whoever acts may know."""
    return not request.user.may("numbers.see") or outlook() is not None


def _renewing(told_of: Outlook | None, request: Request) -> list[dict[str, object]]:
    """Whose contract is renewed soon: only those whoever looks may see."""
    if (
        told_of is None
        or told_of.spread is None
        or told_of.spread.held is None
        or not request.user.may("customers.see")
    ):
        return []
    return [
        {
            "customer": one.customer,
            "plan": plan_of(one.insight),
            "renews_on": one.insight.renews_on,
            "chance": words.percent(one.insight.contract_churn),
            "price": words.round_money(one.insight.contract_price, one.insight.currency),
            "why": why_contract(one.insight),
        }
        for one in renewing(told_of.as_of, SOON)
    ]


def _said(one: Quieter, owners: dict[int, User], now: datetime) -> dict[str, object]:
    customer, insight = one.customer, one.insight
    return {
        "customer": customer,
        "kind": related(insight),
        "worth": spoken_value(insight),
        "why": " ".join(why_related(insight)),
        "last": one.last,
        "when": words.ago(one.last_at, now),
        "advice": advice(insight, has_phone=bool(customer.phone)),
        "phone": customer.phone,
        "email": customer.email,
        "owner": str(owners[customer.owner_id]) if customer.owner_id in owners else "",
    }
