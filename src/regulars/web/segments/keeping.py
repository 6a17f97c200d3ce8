"""Making segments, changing and removing them, switching ready-made ones on, putting people on lists."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from regulars.kit.refused import Refused
from regulars.know.filters.rule import EVERYBODY, read_rule, read_text, write_rule
from regulars.understand.segments import actions
from regulars.understand.segments.models import Segment
from regulars.understand.segments.naming import LARGEST, named, read_file
from regulars.understand.segments.queries import proposal, segment
from regulars.understand.segments.ready_made import by_key
from regulars.web.requests import Request, page
from regulars.web.rules.building import Builder
from regulars.web.sent import or_404

_SHOWN = (("yes", "Everybody here"), ("no", "Only me"))


def _form(request: Request, builder: Builder | None, values: dict[str, Any], **more: Any) -> HttpResponse:
    errors = more.pop("errors", {})
    if builder is not None:
        builder.kept = True
    context = {"builder": builder, "values": values, "errors": errors, "shares": _SHOWN, **more}
    return render(request, "segments/form.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page("segments.manage")
def new(request: Request) -> HttpResponse:
    """A new segment: by a rule, which may begin as that of a list, or kept by hand (?kind=list)."""
    by_hand = request.GET.get("kind") == "list"
    if request.method != "POST":
        try:
            rule = read_text(request.GET.get("rule", ""))
        except Refused:
            rule = EVERYBODY
        values = {"name": "", "description": "", "shared": "yes"}
        return _form(request, None if by_hand else Builder.of(rule), values, by_hand=by_hand)
    builder = None if by_hand else Builder.read(request.POST)
    values = _values(request)
    if builder is not None and _still_building(builder):
        return _form(request, builder, values, by_hand=by_hand)
    try:
        rule_told = {} if builder is None else write_rule(builder.rule())
        made = actions.make(
            values["name"], rule=rule_told, description=values["description"], shared=values["shared"] != "no",
            kind=Segment.Kind.LIST if by_hand else Segment.Kind.RULE, actor=request.user.actor,
        )  # fmt: skip
    except Refused as refused:
        return _form(request, builder, values, by_hand=by_hand, errors=_flat(refused))
    messages.success(request, f"The segment “{made.name}” is made.")
    return HttpResponseRedirect(reverse("segments:one", args=[made.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@page("segments.manage")
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a segment."""
    with or_404():
        one = segment(pk)
    if request.method != "POST":
        values = {"name": one.name, "description": one.description, "shared": "yes" if one.shared else "no"}
        builder = None if one.is_list else Builder.of(read_rule(one.rule or {"all": []}))
        return _form(request, builder, values, segment=one, by_hand=one.is_list)
    builder = None if one.is_list else Builder.read(request.POST)
    values = _values(request)
    if builder is not None and _still_building(builder):
        return _form(request, builder, values, segment=one, by_hand=one.is_list)
    try:
        told: dict[str, Any] = {**values, "shared": values["shared"] != "no"}
        if builder is not None:
            told["rule"] = write_rule(builder.rule())
        actions.change(pk, told, actor=request.user.actor)
    except Refused as refused:
        return _form(request, builder, values, segment=one, by_hand=one.is_list, errors=_flat(refused))
    messages.success(request, "Kept.")
    return HttpResponseRedirect(reverse("segments:one", args=[pk]))


def _still_building(builder: Builder) -> bool:
    """Whether one of the builder's own buttons was pressed, which works without JavaScript too."""
    return bool(builder.pressed) and builder.pressed != "read"


def _values(request: Request) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("name", "description", "shared")}


def _flat(refused: Refused) -> dict[str, str]:
    """What is wrong with the rule, whatever its place, stands below the builder."""
    errors = {key: text for key, text in refused.errors.items() if key in {"name", "description"}}
    rule = [text for key, text in refused.errors.items() if key not in errors]
    return errors | ({"rule": " ".join(rule)} if rule else {})


@require_POST
@page("segments.manage")
def switch_on(request: Request) -> HttpResponse:
    """Make ready-made ones: those that were ticked and are not there yet."""
    made = 0
    for key in dict.fromkeys(request.POST.getlist("key")):
        ready = by_key(key)
        if ready is None:
            continue
        try:
            actions.make(
                ready.name, rule=ready.rule, description=ready.about, made_from=ready.key, actor=request.user.actor
            )
        except Refused as refused:
            messages.error(request, f"“{ready.name}” could not be switched on: {' '.join(refused.errors.values())}")
        else:
            made += 1
    if made:
        messages.success(request, f"{made} segment{'s are' if made > 1 else ' is'} being counted.")
    return HttpResponseRedirect(reverse("segments:list" if made else "segments:ready"))


@require_POST
@page("segments.manage")
def people(request: Request, pk: int) -> HttpResponse:
    """Put people on a list kept by hand, or take them off: written in a box, or in a file."""
    with or_404():
        segment(pk)
    try:
        words = request.POST.get("customers", "").replace(",", "\n").splitlines()
        upload = request.FILES.get("file")
        if upload is not None:
            if (upload.size or 0) > LARGEST:
                raise Refused({"file": f"At most {LARGEST // 1_000_000} MB. Split the file."})
            words += read_file(upload.read())
        who = named(words)
        act = actions.take_off if request.POST.get("do") == "off" else actions.put_on
        count = act(pk, who.customer_ids, actor=request.user.actor)
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    else:
        done = "taken off" if act is actions.take_off else "put on"
        unknown = f" Nobody was found for {', '.join(who.unknown)}." if who.unknown else ""
        messages.success(request, f"{count} {'person was' if count == 1 else 'people were'} {done} the list.{unknown}")
    return HttpResponseRedirect(reverse("segments:one", args=[pk]))


@require_POST
@page("segments.manage")
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove a segment."""
    with or_404():
        one = segment(pk)
    try:
        actions.remove(pk, actor=request.user.actor)
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
        return HttpResponseRedirect(reverse("segments:one", args=[pk]))
    messages.success(request, f"The segment “{one.name}” is removed. No customer changed by that.")
    return HttpResponseRedirect(reverse("segments:list"))


@require_POST
@page("segments.manage")
def look(request: Request) -> HttpResponse:
    """Ask the worker to look for groups."""
    actions.ask_for_proposals()
    return HttpResponseRedirect(reverse("segments:proposed"))


@require_POST
@page("segments.manage")
def keep(request: Request, place: int) -> HttpResponse:
    """Keep a proposed group as a segment: its rule, under its name, to be changed at will."""
    told = proposal()
    groups = told.answer.get("groups", []) if told else []
    if place >= len(groups):
        raise Http404("There is no such proposal any more.")
    group = groups[place]
    about = (
        f"Proposed from the numbers: of those the rule finds {group['precision']:.0%} are in the group, "
        f"and it finds {group['recall']:.0%} of the group."
    )
    try:
        made = actions.make(
            group["name"], rule=group["rule"], description=about, made_from="proposal", actor=request.user.actor
        )
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
        return HttpResponseRedirect(reverse("segments:proposed"))
    messages.success(request, f"The segment “{made.name}” is made. Give it a name of your own.")
    return HttpResponseRedirect(reverse("segments:edit", args=[made.pk]))
