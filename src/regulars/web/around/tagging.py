"""Tags on one customer."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from regulars.know.tags.actions import split_tags, tag_customers
from regulars.web.around.answering import changed, the_customer
from regulars.web.customers.panels import tags
from regulars.web.requests import Request, page
from regulars.web.sent import whole


@require_POST
@page("customers.edit")
def change(request: Request, pk: int) -> HttpResponse:
    """Put tags on, as typed, or take one off."""
    customer = the_customer(pk)
    sent = request.POST
    gone = whole(sent.get("remove"))

    def act() -> None:
        tag_customers([customer.pk], split_tags(sent.get("add", "")), [gone] if gone else [], actor=request.user.actor)

    return changed(request, customer.pk, tags.show, act, sent.dict())
