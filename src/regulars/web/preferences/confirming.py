"""Double opt-in: opening the link of our mail shows a button; only pressing it confirms, for mail scanners open links."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from regulars.know.consents.actions.confirming import asked, confirm
from regulars.know.consents.links import preference_token
from regulars.web.preferences.visiting import masked, own_page, proof


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def confirming(request: HttpRequest, token: str) -> HttpResponse:
    """The page with the button; pressed, it says that the consent counts."""
    found = confirm(token, evidence=proof(request)) if request.method == "POST" else asked(token)
    context = {
        "company": settings.REGULARS_COMPANY,
        "purpose": found.purpose,
        "words": found.wording.text,
        "address": masked(found.address),
        "confirmed": found.confirmed_at is not None,
        "preferences": preference_token(found.customer_id) if found.confirmed_at else "",
    }
    return render(request, "preferences/confirm.html", context)
