"""The panels in their order, fetched by one request once the story stands: they never keep the page waiting."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from regulars.know.customers.queries import parts_of, root_of
from regulars.web.customers.panels import (
    care,
    consents,
    duplicates,
    expected,
    fields,
    merges,
    notes,
    occasions,
    privacy,
    recommendations,
    relations,
    segments,
    tags,
)
from regulars.web.customers.panels.panel import Show
from regulars.web.requests import Request, page

PANELS: tuple[Show, ...] = (
    tags.show,
    notes.show,
    expected.show,
    recommendations.show,
    segments.show,
    fields.show,
    relations.show,
    occasions.show,
    care.show,
    consents.show,
    privacy.show,
    duplicates.show,
    merges.show,
)


@require_safe
@page("customers.see")
def panels(request: Request, pk: int) -> HttpResponse:
    """All panels of one customer."""
    found = root_of(pk)
    if found is None:
        raise Http404("There is no customer of this number.")
    part_ids = parts_of(found)
    shown = [panel for show in PANELS if (panel := show(request, found, part_ids)) is not None]
    return render(request, "customers/panels/all.html", {"customer": found, "panels": shown})
