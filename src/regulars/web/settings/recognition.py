"""By what customers are recognised: the rules with their reasons, and what of them can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from regulars.kit.refused import Refused
from regulars.know.identities.actions import change_rules
from regulars.know.identities.queries import current_rules
from regulars.know.identities.rules import EMAIL_PROOFS, RULES, choices_of
from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs

_LISTS = ("untrusted", "role_words")


def _read(request: Request) -> dict[str, Any]:
    sent = request.POST
    values: dict[str, Any] = {name: sent[name] for name in ("email_proof",) if name in sent}
    values |= {name: sent[name].splitlines() for name in _LISTS if name in sent}
    return values | {name: sent[name] for rule in RULES if (name := f"limit.{rule.kind}") in sent}


@require_http_methods(["GET", "HEAD", "POST"])
@page("recognition.manage")
def recognition(request: Request) -> HttpResponse:
    """The table of rules; a POST keeps the choices."""
    errors: Mapping[str, str] = {}
    chosen = choices_of(current_rules())
    if request.method == "POST":
        wanted = _read(request)
        try:
            change_rules(wanted, actor=request.user.actor)
        except Refused as refused:
            errors, chosen = refused.errors, chosen | wanted
        else:
            messages.success(request, "Kept. It holds from the next call on.")
            return HttpResponseRedirect(reverse("merges:rules"))
    rules = [
        (rule, f"limit.{rule.kind}", chosen[f"limit.{rule.kind}"], errors.get(f"limit.{rule.kind}", ""))
        for rule in RULES
    ]
    context = {
        "tabs": tabs(request.user, "merges:rules"),
        "rules": rules,
        "proofs": list(EMAIL_PROOFS.items()),
        "proof": chosen["email_proof"],
        "lists": {name: "\n".join(chosen[name]) for name in _LISTS},
        "errors": errors,
    }
    return render(request, "settings/recognition.html", context, status=422 if errors else 200)
