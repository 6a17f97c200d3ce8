"""What the customers' own pages share: they are counted, never kept by caches, and say who asked as proof."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from regulars.kit import moments, origin
from regulars.know.consents.links import BadLink

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]

# Requests a minute from one address: many for a person, few for somebody who tries out links.
MOST = 60


def own_page(view: View[Given]) -> View[Given]:
    """A page that a signed link opens. The link is the permission, so no cookie is set and no other token asked for."""

    @csrf_exempt
    @wraps(view)
    def visited(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if _too_many():
            answer = render(
                request, "preferences/refused.html", {"reason": "Too many tries. Wait a minute."}, status=429
            )
            answer["Retry-After"] = "60"
        elif request.method == "POST" and request.user.is_authenticated:
            # What stands in the ledger as the customer's own word must be that.
            reason = (
                "You are logged in as a colleague. What a customer tells you is recorded on their page in the program."
            )
            answer = render(request, "preferences/refused.html", {"reason": reason}, status=403)
        else:
            try:
                answer = view(request, *args, **kwargs)
            except BadLink as refused:
                answer = render(request, "preferences/refused.html", {"reason": refused}, status=410)
        answer["Cache-Control"] = "no-store"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return visited


def _too_many() -> bool:
    key = f"preferences:{origin.address()}:{moments.now():%H%M}"
    if cache.add(key, 1, 120):
        return False
    try:
        return cache.incr(key) > MOST
    except ValueError:  # it ran out between the two
        return False


def proof(request: HttpRequest) -> dict[str, Any]:
    """What is kept of a visit as evidence of what was chosen in it."""
    return {
        "ip": origin.address(),
        "user_agent": request.headers.get("User-Agent", "")[:300],
        "page": request.resolver_match.view_name if request.resolver_match else "",
    }


def masked(address: str) -> str:
    """An address as its owner knows it again and nobody else can use it: `a•••@mail.example`."""
    name, _, place = address.partition("@")
    return f"{name[:1]}•••@{place}" if place else ""
