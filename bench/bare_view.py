"""The floor of the page benches: a bare Django view that renders the same 50 rows as a plain HTML table.

No middleware, no session, no login. `/kept/` has its rows in memory, `/read/` reads them from the database each time.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.settings")

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

django.setup()

TABLE = (
    "<!doctype html><table>"
    "{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"
    "</table>"
)
FIELDS = ("id", "name", "city", "kind", "country", "last_heard_at")
_template = engines["django"].from_string(TABLE)
_kept: list[Any] = []


def read() -> list[Any]:
    """The 50 rows the customer list begins with."""
    from regulars.know.customers.models import Customer

    rows = Customer.objects.filter(known=True, merged_into=None).order_by("-last_heard_at", "-pk")
    return list(rows.values_list(*FIELDS)[:50])


def kept_rows(request: HttpRequest) -> HttpResponse:
    """Rows out of memory."""
    if not _kept:
        _kept.extend(read())
    return HttpResponse(_template.render({"rows": _kept}))


def read_rows(request: HttpRequest) -> HttpResponse:
    """Rows out of the database."""
    return HttpResponse(_template.render({"rows": read()}))


urlpatterns = [path("kept/", kept_rows), path("read/", read_rows)]
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
application = WSGIHandler()
