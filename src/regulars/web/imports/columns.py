"""Steps 2 and 3: what the columns mean and how the file is written; what would come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regulars.kit.refused import Refused
from regulars.know.fields.actions import create_field
from regulars.listen.imports.models import Import
from regulars.web.imports.upload import STEPS
from regulars.web.requests import Request, page

if TYPE_CHECKING:
    from regulars.listen.imports.match_columns import Matching

# What a column is matched to of which a field of the business's own shall be made.
NEW = "new"
_LAYOUT = ("encoding", "delimiter", "decimal", "date_order")
_OPTIONS = ("source", "mode", "currency", "time_zone")
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with mark",
    "utf-16": "UTF-16",
    "cp1252": "Windows, Western",
    "cp1250": "Windows, Central European",
    "cp1251": "Windows, Cyrillic",
    "iso8859_15": "ISO 8859-15",
    "mac_roman": "Macintosh",
}
_TONES = {"high": "good", "medium": "watch", "low": "bad"}


def _draft(pk: int) -> Import:
    return get_object_or_404(Import, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@page("imports.run")
def columns(request: Request, pk: int) -> HttpResponse:
    """The columns with what they are matched to; a POST keeps a person's choices and goes on, or looks again."""
    from regulars.listen.imports import drafts, queries  # noqa: PLC0415 -- loads pyarrow

    job = _draft(pk)
    if job.status != Import.Status.DRAFT:
        return HttpResponseRedirect(reverse("imports:one", args=[pk]))
    if request.method != "POST":
        return _shown(request, job, queries.matching_of(job))
    sent = request.POST
    layout = {name: _written(sent.get(name, "")) for name in _LAYOUT}
    # Under another kind, encoding or delimiter the columns are others, and are matched anew.
    same = sent.get("kind") == job.kind and all(layout[n] in ("", job.layout.get(n)) for n in ("encoding", "delimiter"))
    if not same:
        layout = {name: layout[name] for name in ("encoding", "delimiter")}
    names = job.layout.get("columns", [])
    chosen = {name: sent[f"column-{i}"] for i, name in enumerate(names) if same and f"column-{i}" in sent}
    options = {name: sent.get(name, "") for name in _OPTIONS}
    try:
        with transaction.atomic():
            # Fields are made only together with a matching that holds.
            if same and sent.get("kind") == "customers":
                chosen = _with_new_fields(request, job, chosen)
            matching = drafts.prepare(job, kind=sent.get("kind", ""), layout=layout, mapping=chosen, options=options)
    except ValueError as error:
        job.refresh_from_db()
        return _shown(request, job, queries.matching_of(job), error=str(error))
    if "again" in sent or not same:
        return HttpResponseRedirect(reverse("imports:columns", args=[pk]))
    if matching.lacks:
        return _shown(request, job, matching, error=matching.lacks)
    return HttpResponseRedirect(reverse("imports:preview", args=[pk]))


def _with_new_fields(request: Request, job: Import, chosen: dict[str, str]) -> dict[str, str]:
    """The choices, with a field made for each column of which a new one was asked. Raises Refused."""
    from regulars.listen.imports.layout import Layout  # noqa: PLC0415 -- loads with pyarrow's part
    from regulars.listen.imports.orders_file import sample_of  # noqa: PLC0415 -- loads pyarrow
    from regulars.listen.imports.own_fields import kind_of  # noqa: PLC0415 -- loads pyarrow

    wanted = [column for column, target in chosen.items() if target == NEW]
    if not wanted:
        return chosen
    sample = sample_of(job.file, Layout.from_json(job.layout))
    made = {}
    for column in wanted:
        spec = {"label": column[:60], "kind": kind_of(sample.get(column, []))}
        try:
            made[column] = create_field(spec, actor=request.user.actor).name
        except Refused as refused:
            raise Refused({column: " ".join(refused.errors.values())}) from refused
    return chosen | made


def _written(value: str) -> str:
    return {"tab": "\t", "blank": " "}.get(value, value)


def _shown(request: Request, job: Import, matching: Matching, *, error: str = "") -> HttpResponse:
    from regulars.listen.imports.fields import KINDS  # noqa: PLC0415 -- loads with pyarrow's part
    from regulars.listen.imports.layout import DATE_ORDERS, DELIMITERS  # noqa: PLC0415 -- the same
    from regulars.listen.imports.match_columns import targets_of  # noqa: PLC0415 -- the same
    from regulars.listen.imports.own_fields import own_targets  # noqa: PLC0415 -- loads pyarrow

    targets = targets_of(matching.kind, own_targets())
    choices = [("", "Leave out"), *((field.name, field.title) for field in targets)]
    if matching.kind == "customers" and request.user.may("fields.manage"):
        choices.append((NEW, "Make a new field of it"))
    rows = [
        {
            "name": f"column-{i}",
            "match": match,
            "tone": _TONES[match.sure],
            "samples": list(dict.fromkeys(match.samples)),
        }
        for i, match in enumerate(matching.matches)
    ]
    layout = job.layout
    delimiters = [({"\t": "tab", " ": "blank"}.get(mark, mark), text.capitalize()) for mark, text in DELIMITERS.items()]
    encodings = {layout["encoding"]: layout["encoding"]} | _ENCODINGS
    context = {
        "steps": STEPS,
        "job": job,
        "matching": matching,
        "rows": rows,
        "choices": choices,
        "kinds": [(kind, kind.capitalize()) for kind in KINDS],
        "is_text": layout["container"] == "text",
        "encodings": list(encodings.items()),
        "delimiters": delimiters,
        "delimiter": {"\t": "tab", " ": "blank"}.get(layout["delimiter"], layout["delimiter"]),
        "decimals": [(".", "Point, as in 12.50"), (",", "Comma, as in 12,50")],
        "orders": [(order, text.capitalize()) for order, text in DATE_ORDERS.items()],
        "modes": Import.Mode.choices,
        "findings": _findings(layout),
        "error": error,
    }
    return render(request, "imports/columns.html", context, status=422 if error else 200)


def _findings(layout: dict[str, Any]) -> list[dict[str, str]]:
    """What was found about how the file is written, how sure, and by what."""
    titles = {
        "encoding": "Encoding",
        "delimiter": "Delimiter",
        "decimal": "Decimal mark",
        "date_order": "Order of dates",
    }
    return [
        {"title": title, "sure": layout["sure"][name], "tone": _TONES[layout["sure"][name]], "why": layout["why"][name]}
        for name, title in titles.items()
        if name in layout.get("sure", {})
    ]


@require_safe
@page("imports.run")
def preview(request: Request, pk: int) -> HttpResponse:
    """What the first rows would land as, and what is wrong with some. Nothing is written."""
    from regulars.listen.imports import queries  # noqa: PLC0415 -- loads pyarrow

    job = _draft(pk)
    if job.status != Import.Status.DRAFT:
        return HttpResponseRedirect(reverse("imports:one", args=[pk]))
    matching = queries.matching_of(job)
    if matching.lacks:
        return HttpResponseRedirect(reverse("imports:columns", args=[pk]))
    seen = queries.preview(queries.plan_of(job))
    context = {"steps": STEPS, "job": job, "seen": seen, "known": _known(job)}
    return render(request, "imports/preview.html", context)


def _known(job: Import) -> Import | None:
    """An earlier import of the very same file."""
    ended = Import.objects.filter(digest=job.digest, kind=job.kind, status=Import.Status.DONE)
    return ended.order_by("-pk").first()


@require_POST
@page("imports.run")
def start(request: Request, pk: int) -> HttpResponse:
    """Let the worker bring it in."""
    from regulars.listen.imports import drafts  # noqa: PLC0415 -- loads pyarrow

    try:
        drafts.queue(_draft(pk))
    except drafts.ImportRefused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("imports:one", args=[pk]))
