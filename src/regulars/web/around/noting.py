"""Notes about a customer and files kept with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regulars.kit.refused import Refused
from regulars.know.customers.queries import parts_of
from regulars.know.notes import actions
from regulars.know.notes.mentioning import say_mentions
from regulars.know.notes.models import Attachment, Note
from regulars.know.notes.queries import colleagues_called, may_read, names_in, notes_of
from regulars.web.around.answering import Undo, changed, the_customer
from regulars.web.customers.panels import notes
from regulars.web.customers.written import spoken_notes
from regulars.web.requests import Request, page
from regulars.web.sent import or_404, whole


@csrf_protect
@page("customers.edit")
def _write(request: Request, pk: int) -> HttpResponse:
    customer = the_customer(pk)
    sent = request.POST
    files = _uploads(request)

    def act() -> None:
        if not sent.get("text", "").strip() and files:
            actions.attach(customer.pk, files, actor=request.user.actor)
        else:
            pinned = sent.get("pinned") == "yes"
            actions.write_note(
                customer.pk, sent.get("text", ""), pinned=pinned, uploads=files, actor=request.user.actor
            )

    return changed(request, customer.pk, notes.show, act, sent.dict())


@csrf_exempt
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A note, or files alone. The size is looked at before the body is read, which the check of the token would do."""
    most = settings.REGULARS_ATTACHMENT_BYTES * actions.MOST_FILES + 1024 * 1024
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        return page("customers.edit")(_too_large)(request, pk)
    return _write(request, pk)


# Both ways out of it ask for the same; the table of who may what reads it here.
write.permission = "customers.edit"  # type: ignore[attr-defined]


def _too_large(request: Request, pk: int) -> HttpResponse:
    """Nothing of the body is read."""
    customer = the_customer(pk)
    most = settings.REGULARS_ATTACHMENT_BYTES // (1024 * 1024)

    def act() -> None:
        raise Refused({"file": f"A file may have {most} MB. Make it smaller, or keep a link to it in the note."})

    return changed(request, customer.pk, notes.show, act)


def _uploads(request: Request) -> Sequence[UploadedFile[Any]]:
    return request.FILES.getlist("file")


@require_safe
@page("customers.see")
def more(request: Request, pk: int) -> HttpResponse:
    """Further notes, as the panel goes on."""
    customer = the_customer(pk)
    found = notes_of(parts_of(customer), after=whole(request.GET.get("after")))
    if found.new:
        actions.see_mentions(request.user.pk, note_ids=found.new)
    told = {
        "notes": spoken_notes(found.notes, request.user),
        "next": found.next,
        "may_edit": request.user.may("customers.edit"),
    }
    return render(request, "customers/panels/notes_more.html", {"told": told, "customer": customer})


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.edit")
def edit(request: Request, pk: int, note: int) -> HttpResponse:
    """The words of one's own note, to be changed where they stand; without htmx on a page of their own."""
    customer = the_customer(pk)
    row = _theirs(note, parts_of(customer))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with or_404():
                actions.edit_note(note, request.POST.get("text", ""), actor=request.user.actor)
        except Refused as refused:
            errors = refused.errors
        else:
            return changed(request, customer.pk, notes.show, lambda: None)
    text = request.POST.get("text") or say_mentions(row.text, names_in([row.text]))
    template = "around/note_edit.html" if request.htmx else "around/note_edit_page.html"
    context = {"customer": customer, "note": row, "text": text, "errors": errors}
    answer = render(request, template, context, status=422 if errors else 200)
    if errors and request.htmx:
        # A good one brings the panel anew; this only the form, where it stands.
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#note-{note}", "innerHTML"
    return answer


def _theirs(note: int, part_ids: Sequence[int]) -> Note:
    if not may_read():
        raise Http404
    row = Note.objects.filter(pk=note, customer__in=part_ids).first()
    if row is None:
        raise Http404
    return row


@require_POST
@page("customers.edit")
def change(request: Request, pk: int, note: int, what: str) -> HttpResponse:
    """Pin a note or take it from the top, take it off or bring it back."""
    customer = the_customer(pk)
    _theirs(note, parts_of(customer))
    if what not in {"pin", "unpin", "remove", "restore"}:
        raise Http404
    actor = request.user.actor

    def act() -> Undo | None:
        if what in {"pin", "unpin"}:
            actions.pin_note(note, pinned=what == "pin", actor=actor)
        elif what == "remove":
            actions.remove_note(note, actor=actor)
            back = reverse("around:change_note", args=[customer.pk, note, "restore"])
            return Undo("The note is taken off. It can be brought back for 30 days.", back)
        else:
            actions.restore_note(note, actor=actor)
        return None

    return changed(request, customer.pk, notes.show, act)


@require_POST
@page("customers.edit")
def change_file(request: Request, pk: int, file: int, what: str) -> HttpResponse:
    """Take a file off or bring it back."""
    customer = the_customer(pk)
    if (
        what not in {"remove", "restore"}
        or not Attachment.objects.filter(pk=file, customer__in=parts_of(customer)).exists()
    ):
        raise Http404
    actor = request.user.actor

    def act() -> Undo | None:
        if what == "remove":
            name = actions.remove_file(file, actor=actor).name
            back = reverse("around:change_file", args=[customer.pk, file, "restore"])
            return Undo(f"{name} is taken off. It can be brought back for 30 days.", back)
        actions.restore_file(file, actor=actor)
        return None

    return changed(request, customer.pk, notes.show, act)


@require_safe
@page("customers.see")
def colleagues(request: Request) -> HttpResponse:
    """Colleagues whose name begins with what was typed after an @."""
    return render(request, "around/colleagues.html", {"people": colleagues_called(request.GET.get("q", "").strip())})
