"""How long data is kept, and what must be kept for the law."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import by_ids
from regulars.know.requests.actions import lift_hold, place_hold
from regulars.know.requests.models import LegalHold
from regulars.know.requests.queries import standing_holds
from regulars.know.requests.retention import BY_KEY, MOST_COUNTED, Trial, rules, set_rule, try_rule
from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs

NEEDS = "privacy.manage"


def _shown(
    request: Request, trial: Trial | None = None, errors: Mapping[str, str] | None = None, kind: str = ""
) -> HttpResponse:
    holds = standing_holds()
    people = {customer.pk: customer for customer in by_ids([hold.customer_id for hold in holds])}
    context = {
        "tabs": tabs(request.user, "privacy:keeping"),
        "rules": rules(),
        "trial": trial,
        "most": MOST_COUNTED,
        "holds": [(hold, people.get(hold.customer_id)) for hold in holds],
        "errors": errors or {},
        "kind": kind,
        "months": request.POST.get("months", ""),
    }
    return render(request, "privacy/keeping.html", context, status=422 if errors else 200)


@require_safe
@page(NEEDS)
def keeping(request: Request) -> HttpResponse:
    """Every rule, and every hold that stands."""
    return _shown(request)


@require_POST
@page(NEEDS)
def change(request: Request, kind: str) -> HttpResponse:
    """Try a rule, or keep it."""
    if kind not in BY_KEY:
        raise Http404("There is no such kind of data.")
    told = str(request.POST.get("months", "")).strip() or "0"
    try:
        if not told.isdigit():
            raise Refused({"months": "Give a whole number of months, or 0 to keep it for good."})
        if request.POST.get("do") == "try":
            if int(told) < 1:
                raise Refused({"months": "Give at least one month to try."})
            return _shown(request, try_rule(kind, min(int(told), 1200)), kind=kind)
        set_rule(kind, int(told), actor=request.user.actor)
    except Refused as refused:
        return _shown(request, errors=refused.errors, kind=kind)
    messages.success(request, "Kept. The rule is applied once a day.")
    return HttpResponseRedirect(reverse("privacy:keeping"))


@require_POST
@page(NEEDS)
def place(request: Request) -> HttpResponse:
    """Place a hold on a customer."""
    told = str(request.POST.get("customer", ""))
    if not told.isdigit():
        raise Http404
    try:
        place_hold(int(told), str(request.POST.get("reason", "")), actor=request.user.actor)
    except Customer.DoesNotExist as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    else:
        messages.success(request, "Nothing erases this customer until the hold is lifted.")
    return HttpResponseRedirect(reverse("customers:one", args=[int(told)]))


@require_POST
@page(NEEDS)
def lift(request: Request, pk: int) -> HttpResponse:
    """End a hold."""
    try:
        lift_hold(pk, actor=request.user.actor)
    except LegalHold.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, "The hold is lifted.")
    return HttpResponseRedirect(reverse("privacy:keeping"))
