"""Relations of a customer: telling, changing, ending; and all of them on a page, for companies of many people."""

from __future__ import annotations

import re
from datetime import date

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from regulars.kit.refused import Refused
from regulars.know.customers.queries import parts_of
from regulars.know.relations import actions
from regulars.know.relations.models import Relation
from regulars.know.relations.queries import relations_of
from regulars.know.search.queries import search_customers
from regulars.web.around.answering import Undo, changed, the_customer
from regulars.web.customers.panels import relations
from regulars.web.requests import Request, page
from regulars.web.sent import whole

A_PAGE = 50
_CHANGES = {"change", "end", "remove", "restore"}


@require_safe
@page("customers.see")
def everybody(request: Request, pk: int) -> HttpResponse:
    """All relations of one customer, those that hold and those that ended."""
    customer = the_customer(pk)
    ended = request.GET.get("ended") == "yes"
    found = relations_of(parts_of(customer), limit=A_PAGE, after=whole(request.GET.get("after")), held=not ended)
    context = {"customer": customer, "found": found, "ended": ended, "places": _places(customer.pk, ended)}
    return render(request, "around/relations.html", context)


def _places(pk: int, ended: bool) -> list[tuple[str, str, bool]]:
    address = reverse("around:relations", args=[pk])
    return [(address, "That hold", not ended), (f"{address}?ended=yes", "That ended", ended)]


@require_POST
@page("customers.edit")
def relate(request: Request, pk: int) -> HttpResponse:
    """Tell how this customer belongs together with another, who is chosen from what was found or typed in full."""
    customer = the_customer(pk)
    sent = request.POST

    def act() -> None:
        kind, _, side = sent.get("kind", "").partition("|")
        other = _other(sent.get("other", ""))
        here, there = (other, customer.pk) if side == "back" else (customer.pk, other)
        actions.relate(
            here, kind, there, role=sent.get("role", ""), since=_day(sent, "since"), actor=request.user.actor
        )

    return changed(request, customer.pk, relations.show, act, sent.dict())


@require_POST
@page("customers.edit")
def change(request: Request, pk: int, relation: int, what: str) -> HttpResponse:
    """Change, end, take off or bring back one relation of this customer."""
    customer = the_customer(pk)
    parts = parts_of(customer)
    row = Relation.objects.filter(pk=relation).values_list("origin", "target").first()
    if row is None or not set(row) & set(parts) or what not in _CHANGES:
        raise Http404
    actor, sent = request.user.actor, request.POST
    back = reverse("around:change_relation", args=[customer.pk, relation, "restore"])

    def act() -> Undo | None:
        if what == "change":
            actions.change_relation(relation, role=sent.get("role", ""), since=_day(sent, "since"), actor=actor)
        elif what == "end":
            actions.end_relation(relation, _day(sent, "until"), actor=actor)
            return Undo("It has ended, and stays as history.", back)
        elif what == "remove":
            actions.remove_relation(relation, actor=actor)
            return Undo("Taken off. It can be brought back for 30 days.", back)
        else:
            actions.restore_relation(relation, actor=actor)
        return None

    return changed(request, customer.pk, relations.show, act, sent.dict())


def _other(typed: str) -> int:
    """The customer meant by `Ada Brandt (#17)`, or the only one found by what was typed. Raises Refused."""
    if chosen := re.search(r"\(#(\d{1,18})\)\s*$", typed):
        return int(chosen[1])
    found = search_customers(typed, limit=2, much_like=False) if typed.strip() else []
    if len(found) != 1:
        many = "Several customers are found by this" if found else "Nobody is found by this"
        raise Refused({"other": f"{many}. Begin to type the name, then choose one from the list."})
    return found[0].pk


def _day(sent: QueryDict, name: str) -> date | None:
    told = str(sent.get(name) or "")
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise Refused({name: "This is no date. Write year-month-day, like 2024-12-03."}) from error
