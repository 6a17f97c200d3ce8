"""By what one customer is recognised: marking, freeing and adding identifiers."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from regulars.kit.refused import Refused
from regulars.know.customers.queries import parts_of, root_of
from regulars.know.identities.actions import free_identity, give_identity, mark_identity
from regulars.know.identities.models import Identity
from regulars.know.identities.queries import identities_of, only_suggests
from regulars.web.requests import Request, page


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.edit")
def recognised(request: Request, pk: int) -> HttpResponse:
    """All identifiers of a customer; a POST gives them one more."""
    customer = root_of(pk)
    if customer is None:
        raise Http404("There is no customer of this number.")
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        sent = request.POST
        kind, value, source = (sent.get(name, "") for name in ("kind", "value", "source"))
        try:
            given = give_identity(customer.pk, kind, value, source=source, actor=request.user.actor)
        except Refused as refused:
            errors = refused.errors
        else:
            messages.success(request, f"{customer} is recognised by {given.value} now.")
            return HttpResponseRedirect(reverse("merges:recognised", args=[customer.pk]))
    identities = identities_of(parts_of(customer))
    weak = only_suggests(identities)
    context = {
        "customer": customer,
        "identities": [(row, row.pk in weak, row.kind in {"email", "phone"}) for row in identities],
        "kinds": Identity.Kind.choices,
        "values": request.POST or {"kind": "email"},
        "errors": errors,
    }
    return render(request, "merges/recognised.html", context, status=422 if errors else 200)


@require_POST
@page("customers.edit")
def change(request: Request, pk: int, identity: int, what: str) -> HttpResponse:
    """`what`: free, shared, personal, verified or unverified."""
    actor = request.user.actor
    marks = {"shared": ("shared", True), "personal": ("shared", False), "verified": ("verified", True),
             "unverified": ("verified", False)}  # fmt: skip
    try:
        if what == "free":
            free_identity(identity, actor=actor)
            messages.success(request, "Freed. The next call by it finds or makes somebody else.")
        elif what in marks:
            mark, value = marks[what]
            mark_identity(identity, actor=actor, **{mark: value})
        else:
            raise Http404("There is nothing of this name to do.")
    except Identity.DoesNotExist as missing:
        raise Http404("There is no identifier of this number.") from missing
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    return HttpResponseRedirect(reverse("merges:recognised", args=[pk]))
