"""The scoreboard."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from regulars.web.requests import Request, page


@require_safe
@page("numbers.see")
def scoreboard(request: Request) -> HttpResponse:
    """The last computed scoreboard; the page never computes, it says when there is none yet."""
    may_import = request.user.may("imports.run")
    context = {"company": settings.REGULARS_COMPANY, "board": None, "waiting": False, "may_import": may_import}
    return render(request, "understand/scoreboard.html", context)
