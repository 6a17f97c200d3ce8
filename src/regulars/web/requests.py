"""The request as pages see it: somebody is logged in, and htmx says what it wants."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from regulars.access.permissions import require
from regulars.access.users.models import User

Given = ParamSpec("Given")


class Request(HttpRequest):
    """A request of somebody who is logged in."""

    user: User
    htmx: HtmxDetails


Page = Callable[Concatenate[Request, Given], HttpResponseBase]


def page(permission: str = "") -> Callable[[Page[Given]], Callable[Concatenate[HttpRequest, Given], HttpResponseBase]]:
    """A view for people who are logged in and, where one is named, have the permission; others are refused."""

    def wrap(view: Page[Given]) -> Callable[Concatenate[HttpRequest, Given], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponseBase:
            if permission:
                require(request.user, permission)
            answer = view(cast(Request, request), *args, **kwargs)
            # Under one address stand a page and its part; going back must not find the part in the browser's cache.
            patch_vary_headers(answer, ("HX-Request",))
            if not answer.has_header("Cache-Control"):
                answer["Cache-Control"] = "private, no-cache"
            return answer

        shown = login_required(guarded)

        @wraps(view)
        def entered(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponseBase:
            htmx = cast(Request, request).htmx
            if htmx and not request.user.is_authenticated:
                # The login page must not appear inside a list: the whole browser goes there, and comes back.
                login = redirect_to_login(htmx.current_url_abs_path or "/", settings.LOGIN_URL)
                return HttpResponse(status=204, headers={"HX-Redirect": login["Location"]})
            return shown(request, *args, **kwargs)

        entered.permission = permission  # type: ignore[attr-defined] # read by the table of who may what
        return entered

    return wrap


def partial(request: Request) -> bool:
    """Whether htmx asks for a part of the page; a page brought back by the browser's history is asked for whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request
