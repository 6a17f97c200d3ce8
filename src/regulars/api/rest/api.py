"""The REST API itself: who may call it, and how refusals are told."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from regulars.access.acting import NOBODY, Acting, current, require
from regulars.kit.position import BadPosition
from regulars.kit.refused import Refused


class May(HttpBearer):
    """An operation for tokens with this permission: `auth=May("customers.see")`.

    Whoever shows a valid token acts already: `regulars.web.acting` sees to that before any view runs.
    """

    openapi_description = "An API token, made under Settings > API tokens."

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> Acting | None:
        """Who acts; None refuses with 401. Raises PermissionDenied, told as 403."""
        who = current()
        return None if who is NOBODY or not who.actor.startswith("token:") else require(self.permission)


api = NinjaAPI(
    title="Regulars",
    version="1",
    description="Customers, their timeline and what they agreed to. Lists are paged by position: send `next` as `after`.",
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="rest",
)


def _told(request: HttpRequest, errors: dict[str, str], status: int) -> HttpResponse:
    return api.create_response(request, {"errors": errors}, status=status)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return _told(request, refused.errors, 422)


@api.exception_handler(BadPosition)
def _bad_position(request: HttpRequest, error: BadPosition) -> HttpResponse:
    return _told(request, {"after": "This is no position of this list. Send what `next` said, or leave it out."}, 422)


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _told(request, {"token": str(error)}, 403)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _told(request, {"request": str(error)}, error.status_code)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors: dict[str, str] = {}
    for problem in error.errors:
        place: list[Any] = [part for part in problem["loc"] if part not in {"body", "query", "path", "told"}]
        errors[".".join(str(part) for part in place) or "body"] = f"{problem['msg']}."
    return _told(request, errors, 422)
