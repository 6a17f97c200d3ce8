"""Handing one customer to a colleague or a team."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from regulars.know.customers.care import assign
from regulars.web.around.answering import changed, the_customer
from regulars.web.customers.panels import care
from regulars.web.requests import Request, page
from regulars.web.sent import whole


@require_POST
@page("customers.edit")
def change(request: Request, pk: int) -> HttpResponse:
    """Set both; empty is nobody."""
    customer = the_customer(pk)
    owner, team = whole(request.POST.get("owner")), whole(request.POST.get("team"))

    def act() -> None:
        assign([customer.pk], owner_id=owner, team_id=team, actor=request.user.actor)

    return changed(request, customer.pk, care.show, act)
