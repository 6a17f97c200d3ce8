"""Write keys: what lets a shop, an app or a till send events."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from regulars.listen.tracking.actions import KeyRefused, create_key, revoke_key
from regulars.listen.tracking.queries import list_keys
from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs


def _example(host: str, token: str) -> str:
    return (
        f"curl {host}/v1/track -u {token or 'YOUR_KEY'}: -H 'Content-Type: application/json' -d '{{\n"
        '  "userId": "88213", "event": "Order Completed",\n'
        '  "properties": {"order_id": "20417", "currency": "EUR", "total": 189.00,\n'
        '    "products": [{"product_id": "C1", "name": "Wool coat", "quantity": 1, "price": 189.00}]}\n'
        "}'"
    )


def _shown(request: Request, *, error: str = "", token: str = "") -> HttpResponse:
    host = request.build_absolute_uri("/").rstrip("/")
    context = {
        "tabs": tabs(request.user, "settings:keys"),
        "keys": list_keys(),
        "error": error,
        "token": token,
        "name": "" if token else request.POST.get("name", ""),
        "example": _example(host, token),
    }
    return render(request, "settings/keys.html", context, status=422 if error else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@page("keys.manage")
def keys(request: Request) -> HttpResponse:
    """All keys; a POST makes one, whose secret is shown this once."""
    if request.method != "POST":
        return _shown(request)
    try:
        _, token = create_key(request.POST.get("name", ""), actor=request.user.actor)
    except KeyRefused as refused:
        return _shown(request, error=str(refused).removeprefix("name: ").capitalize() + ".")
    return _shown(request, token=token)


@require_POST
@page("keys.manage")
def revoke(request: Request, pk: int) -> HttpResponse:
    """End a key."""
    try:
        key = revoke_key(pk, actor=request.user.actor)
    except KeyRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"The key of {key.name} is revoked.")
    return HttpResponseRedirect(reverse("settings:keys"))
