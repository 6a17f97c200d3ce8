"""The description of the REST API, as a page; programs read the same from /api/openapi.json."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs


def _parameters(told: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(name, where it stands, what it is) of each."""
    return [
        (each["name"], each["in"], each.get("description") or each["schema"].get("description", ""))
        for each in told.get("parameters", ())
    ]


def _body(told: dict[str, Any], shapes: dict[str, Any]) -> list[tuple[str, str]]:
    """(field, what it is) of what is sent."""
    schema = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    fields = shapes.get(schema.get("$ref", "").rpartition("/")[2], schema).get("properties", {})
    return [(name, field.get("description", "")) for name, field in fields.items()]


@require_safe
@page("tokens.make")
def api(request: Request) -> HttpResponse:
    """Every address, what it takes and what it does."""
    from regulars.api.rest.api import api as rest  # noqa: PLC0415 -- loads pydantic

    schema: dict[str, Any] = rest.get_openapi_schema()
    shapes = schema["components"]["schemas"]
    calls = [
        (method.upper(), path, told["summary"], told.get("description", ""), _parameters(told), _body(told, shapes))
        for path, methods in schema["paths"].items()
        for method, told in methods.items()
    ]
    return render(request, "settings/api.html", {"tabs": tabs(request.user, "settings:tokens"), "calls": calls})
