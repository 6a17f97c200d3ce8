"""The business's own fields: all of them, making one, changing one, putting one away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regulars.kit.refused import Refused
from regulars.know.fields import actions
from regulars.know.fields.converting import EMPTY, KEEP, Consequences
from regulars.know.fields.models import Field
from regulars.know.fields.queries import managed_fields, uses
from regulars.web.requests import Request, page
from regulars.web.settings import field_form
from regulars.web.settings.places import tabs

_HERE = "settings:fields"


def _context(request: Request, **more: Any) -> dict[str, Any]:
    return {"tabs": tabs(request.user, _HERE), **more}


@require_safe
@page("fields.manage")
def fields(request: Request) -> HttpResponse:
    """All fields by group, those put away last."""
    every = managed_fields()
    groups: dict[str, list[Field]] = {}
    for field in every:
        if field.archived_at is None:
            groups.setdefault(field.group, []).append(field)
    archived = [field for field in every if field.archived_at is not None]
    return render(request, "settings/fields.html", _context(request, groups=list(groups.items()), archived=archived))


@require_http_methods(["GET", "HEAD", "POST"])
@page("fields.manage")
def new(request: Request) -> HttpResponse:
    """First what kind of field, then the rest of it; a POST makes it."""
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    if kind not in Field.Kind.values:
        kinds = [(kind.value, kind.label, meant) for kind, meant in field_form.MEANT.items()]
        return render(request, "settings/field_kinds.html", _context(request, kinds=kinds))
    if request.method != "POST":
        return _form(request, {"kind": kind, "of": Field.Of.BOTH, "group": request.GET.get("group", "")}, {})
    sent = request.POST
    spec = field_form.spec_sent(sent, kind)
    rows = field_form.choices_sent(sent)
    if "up" in sent or "down" in sent:
        return _form(request, spec, {}, field_form.moved_rows(rows, sent.get("up", ""), sent.get("down", "")))
    try:
        field = actions.create_field(spec, actor=request.user.actor)
    except Refused as refused:
        return _form(request, spec, refused.errors, rows)
    messages.success(request, f"{field.label} is on the forms now.")
    return HttpResponseRedirect(reverse(_HERE))


def _form(
    request: Request,
    spec: Mapping[str, Any],
    errors: Mapping[str, str],
    rows: list[field_form.ChoiceRow] | None = None,
    **more: Any,
) -> HttpResponse:
    groups = sorted({field.group for field in managed_fields() if field.group})
    context = _context(request, errors=errors, groups=groups, **field_form.shown(spec, rows), **more)
    return render(request, "settings/field.html", context, status=422 if errors else 200)


def _found(pk: int) -> Field:
    field = next((field for field in managed_fields() if field.pk == pk), None)
    if field is None:
        raise Http404("There is no such field.")
    return field


@require_http_methods(["GET", "HEAD", "POST"])
@page("fields.manage")
def one(request: Request, pk: int) -> HttpResponse:
    """One field; a POST changes it, once what that does to the values there are is agreed to."""
    field = _found(pk)
    more: dict[str, Any] = {"field": field, "kinds": _other_kinds(field), "uses": uses(field)}
    if request.method != "POST":
        return _form(request, field_form.parts_of(field), {}, **more)
    sent = request.POST
    kind = sent.get("kind", "")
    spec = field_form.spec_sent(sent, kind if kind in Field.Kind.values else field.kind)
    rows = field_form.choices_sent(sent)
    if "up" in sent or "down" in sent:
        rows = field_form.moved_rows(rows, sent.get("up", ""), sent.get("down", ""))
        return _form(request, spec, {}, rows, **more)
    try:
        ahead = actions.preview_change(pk, spec)
        moved = {key: sent.get(f"moved-{key}", "") for key, _, _ in ahead.going}
        if ahead.asks and "sure" not in sent:
            return _form(request, spec, {}, rows, ahead=ahead, targets=_targets(ahead, spec), **more)
        actions.change_field(pk, spec, moved=moved, lose=True, actor=request.user.actor)
    except Refused as refused:
        return _form(request, spec, refused.errors, rows, **more)
    messages.success(request, f"{spec['label']} is changed.")
    return HttpResponseRedirect(reverse(_HERE))


def _other_kinds(field: Field) -> list[tuple[str, str]]:
    """What the field could become: what names customers stays what it is."""
    if field.kind == Field.Kind.REFERENCE:
        return []
    return [(kind.value, kind.label) for kind in Field.Kind if kind != Field.Kind.REFERENCE]


def _targets(ahead: Consequences, spec: Mapping[str, Any]) -> list[tuple[str, str, int, list[tuple[str, str]]]]:
    """(key, label, count, what may become of it) for each choice in use that goes."""
    kept = [(KEEP, "stay as they are, no longer offered"), (EMPTY, "become empty")]
    to = [(choice["key"], f"become {choice['label']}") for choice in spec.get("choices") or []]
    return [(key, label, count, kept + to) for key, label, count in ahead.going]


def _done(request: Request, act: Callable[[], Any], said: str, back: str = "") -> HttpResponse:
    try:
        act()
    except Field.DoesNotExist as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
        return HttpResponseRedirect(back or reverse(_HERE))
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(reverse(_HERE))


@require_POST
@page("fields.manage")
def move(request: Request, pk: int) -> HttpResponse:
    """A place up or down within its group."""
    by = -1 if "up" in request.POST else 1
    return _done(request, lambda: actions.move_field(pk, by, actor=request.user.actor), "")


@require_POST
@page("fields.manage")
def archive(request: Request, pk: int) -> HttpResponse:
    """Put it away, or take it back."""
    field = _found(pk)
    if "restore" in request.POST:
        said = f"{field.label} is in use again."
        return _done(request, lambda: actions.restore_field(pk, actor=request.user.actor), said)
    said = f"{field.label} is put away. What customers have in it is kept."
    return _done(request, lambda: actions.archive_field(pk, actor=request.user.actor), said)


@require_POST
@page("fields.manage")
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove it for good, once its name is typed."""
    field = _found(pk)
    typed = request.POST.get("typed", "")
    back = reverse("settings:field", args=[pk])
    return _done(
        request, lambda: actions.remove_field(pk, typed, actor=request.user.actor), f"{field.label} is removed.", back
    )
