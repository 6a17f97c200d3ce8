"""Parting again: what goes back, and doing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.merges.actions import part, part_visitor
from regulars.know.merges.queries import preview_parting, standing_merge
from regulars.web.requests import Request, page


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.merge")
def preview(request: Request, pk: int, other: int) -> HttpResponse:
    """What `other` takes along when parted from this customer; a POST parts them."""
    try:
        seen = preview_parting(other)
        made = standing_merge(other)
        if request.method == "POST":
            if made is not None:
                part(made.pk, actor=request.user.actor)
            else:
                part_visitor(other, actor=request.user.actor)
            messages.success(request, f"{seen.customer} and {seen.loser} are two again.")
            return HttpResponseRedirect(reverse("customers:one", args=[seen.customer.pk]))
    except Customer.DoesNotExist as missing:
        raise Http404("There is no customer of this number.") from missing
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
        return HttpResponseRedirect(reverse("customers:one", args=[pk]))
    return render(request, "merges/part.html", {"seen": seen, "merge": made})
