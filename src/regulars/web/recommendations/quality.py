"""How good recommendations are."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from regulars.access.acting import require
from regulars.understand.recommendations.queries import latest
from regulars.web.recommendations.places import tabs
from regulars.web.recommendations.said import blend, lead, parts
from regulars.web.requests import Request, page


@require_safe
@page("numbers.see")
def quality(request: Request) -> HttpResponse:
    """What was learnt, tried on the last weeks; the page never computes."""
    require("numbers.see")
    learnt = latest()
    trial = learnt.told.trial if learnt else None
    context = {
        "tabs": tabs("recommendations:quality"),
        "learnt": learnt,
        "lead": lead(learnt.told) if learnt else [],
        "parts": parts(trial),
        "trial": trial,
        "blend": blend(trial) if trial else "",
        "may_import": request.user.may("imports.run"),
    }
    return render(request, "recommendations/quality.html", context)
