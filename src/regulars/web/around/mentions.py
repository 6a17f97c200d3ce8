"""Where one was mentioned."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from regulars.kit.position import BadPosition
from regulars.know.notes.actions import see_mentions
from regulars.know.notes.queries import mentions_of, names_in
from regulars.web.customers.written import shown_text
from regulars.web.requests import Request, page


@require_safe
@page("customers.see")
def mentions(request: Request) -> HttpResponse:
    """Every note that names whoever looks, newest first. What is looked at is new no longer."""
    try:
        found = mentions_of(request.user.pk, after=request.GET.get("after"))
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    if new := [one.pk for one in found.mentions if one.seen_at is None]:
        see_mentions(request.user.pk, new)
    names = names_in([mention.note.text for mention in found.mentions])
    context = {
        "mentions": [
            (one, one.note.customer.merged_into or one.note.customer, shown_text(one.note.text, names))
            for one in found.mentions
        ],
        "further": urlencode({"after": found.next}) if found.next else "",
    }
    return render(request, "around/mentions.html", context)


@require_POST
@page("customers.see")
def seen(request: Request) -> HttpResponse:
    """All of it was seen."""
    count = see_mentions(request.user.pk)
    messages.success(request, f"{count} marked as seen." if count else "Nothing was new.")
    return HttpResponseRedirect(reverse("around:mentions"))
