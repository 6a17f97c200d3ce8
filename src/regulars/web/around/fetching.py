"""Handing a file out: to whoever sees the customer, never as something a browser would run."""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from regulars.know.notes.contents import SHOWN, TYPES
from regulars.know.notes.files import place_of
from regulars.know.notes.queries import seen_file
from regulars.timeline.audit import note_look
from regulars.web.requests import Request, page
from regulars.web.sent import or_404


@require_safe
@page("customers.see")
def fetch(request: Request, pk: int) -> FileResponse:
    """The bytes, to be kept; a picture may be looked at with ?look=yes. Every fetch is audited."""
    with or_404():
        file = seen_file(pk)
    try:
        content = place_of(file.path).open("rb")
    except FileNotFoundError as error:
        raise Http404("The file is not in its place any more. A backup may have it.") from error
    note_look("file.fetched", request.user.actor, customer_id=file.customer_id, about=file.name)
    look = request.GET.get("look") == "yes" and file.extension in SHOWN
    answer = FileResponse(
        content,
        as_attachment=not look,
        filename=file.name,
        content_type=TYPES.get(file.extension, "application/octet-stream"),
    )
    answer["X-Content-Type-Options"] = "nosniff"
    # Whatever it is, it runs nothing, loads nothing and belongs to no site.
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
