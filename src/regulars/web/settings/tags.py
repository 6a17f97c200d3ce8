"""Tags: making, renaming, merging and removing them."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from regulars.kit.refused import Refused
from regulars.know.tags.actions import change_tag, create_tag, merge_tags, remove_tag
from regulars.know.tags.models import Tag
from regulars.know.tags.queries import all_tags, carried_by
from regulars.web.customers.panels.tags import TONES
from regulars.web.requests import Request, page
from regulars.web.sent import or_404, whole
from regulars.web.settings.places import tabs


@require_http_methods(["GET", "HEAD", "POST"])
@page("fields.manage")
def tags(request: Request) -> HttpResponse:
    """All tags; a POST makes one."""
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            tag = create_tag(request.POST.get("name", ""), request.POST.get("colour", ""), actor=request.user.actor)
        except Refused as refused:
            errors = refused.errors
        else:
            messages.success(request, f"The tag {tag} is there.")
            return HttpResponseRedirect(reverse("around:tags"))
    context = {
        "tabs": tabs(request.user, "around:tags"),
        "tags": [(tag, TONES[tag.colour]) for tag in all_tags()],
        "colours": Tag.Colour.choices,
        "values": request.POST or {"colour": Tag.Colour.SAND},
        "errors": errors,
    }
    return render(request, "settings/tags.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page("fields.manage")
def one(request: Request, pk: int) -> HttpResponse:
    """One tag: its name and colour, merging it into another, removing it."""
    tag = get_object_or_404(Tag, pk=pk)
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            with or_404():
                tag = change_tag(
                    pk,
                    name=request.POST.get("name", ""),
                    colour=request.POST.get("colour", ""),
                    actor=request.user.actor,
                )
        except Refused as refused:
            errors = refused.errors
        else:
            messages.success(request, "Kept.")
            return HttpResponseRedirect(reverse("around:tags"))
    return _shown(request, tag, errors)


def _shown(request: Request, tag: Tag, errors: Mapping[str, str]) -> HttpResponse:
    context = {
        "tabs": tabs(request.user, "around:tags"),
        "tag": tag,
        "tone": TONES[tag.colour],
        "count": carried_by(tag.pk),
        "colours": Tag.Colour.choices,
        "others": [(other.pk, other.name) for other in all_tags() if other.pk != tag.pk],
        "values": request.POST if "name" in request.POST else {"name": tag.name, "colour": tag.colour},
        "errors": errors,
    }
    return render(request, "settings/tag.html", context, status=422 if errors else 200)


@require_POST
@page("fields.manage")
def merge(request: Request, pk: int) -> HttpResponse:
    """Make this tag one with another."""
    tag = get_object_or_404(Tag, pk=pk)
    into = whole(request.POST.get("into"))
    try:
        count = merge_tags(pk, into or 0, actor=request.user.actor)
    except Refused as refused:
        return _shown(request, tag, refused.errors)
    messages.success(request, f"{tag} is merged; {count} customer{'' if count == 1 else 's'} carried it.")
    return HttpResponseRedirect(reverse("around:one_tag", args=[into]))


@require_POST
@page("fields.manage")
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove it from everybody, once its name was typed."""
    tag = get_object_or_404(Tag, pk=pk)
    try:
        count = remove_tag(pk, request.POST.get("typed", ""), actor=request.user.actor)
    except Refused as refused:
        return _shown(request, tag, refused.errors)
    messages.success(request, f"{tag} is removed from {count} customer{'' if count == 1 else 's'}.")
    return HttpResponseRedirect(reverse("around:tags"))
