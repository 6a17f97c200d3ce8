"""Numbers by mail: which, when, to whom; trying one out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from regulars.kit.refused import Refused
from regulars.understand.boards.queries import boards
from regulars.understand.digests.actions import remove_digest, save_digest, try_out
from regulars.understand.digests.models import Digest
from regulars.understand.digests.queries import digest_of, digests, may_receive
from regulars.web.requests import Request, page
from regulars.web.sent import or_404, whole
from regulars.web.settings.places import tabs

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FRESH: dict[str, Any] = {
    "name": "",
    "rhythm": "weekly",
    "weekday": "0",
    "day": "1",
    "hour": "7",
    "board": "",
    "paused": False,
}


def _said(digest: Digest) -> dict[str, Any]:
    when = (
        f"every {DAYS[digest.weekday]}"
        if digest.rhythm == Digest.Rhythm.WEEKLY
        else f"on day {digest.day} of every month"
    )
    latest = next(iter(getattr(digest, "latest", [])), None)
    became = ""
    if latest is not None:
        became = (
            f"last to {latest.user} {latest.sent_at:%-d %b %Y}" if latest.sent_at else latest.problem or "on its way"
        )
    return {
        "digest": digest,
        "when": f"{when} at {digest.hour}:00",
        "what": str(digest.board) if digest.board else "the scoreboard",
        "whom": ", ".join(sorted(str(user) for user in digest.recipients.all())),
        "became": became,
        "trouble": bool(latest and not latest.sent_at and latest.problem),
    }


def _values(digest: Digest) -> dict[str, Any]:
    told = {name: str(getattr(digest, name)) for name in ("name", "rhythm", "weekday", "day", "hour")}
    return told | {
        "board": str(digest.board_id or ""),
        "paused": digest.paused,
        "recipients": {str(user.pk) for user in digest.recipients.all()},
    }


def _sent(request: Request) -> dict[str, Any]:
    sent = request.POST
    told: dict[str, Any] = {name: sent.get(name, "") for name in ("name", "rhythm", "weekday", "day", "hour", "board")}
    return told | {"paused": "paused" in sent, "recipients": set(sent.getlist("recipients"))}


def _page(
    request: Request, digest: Digest | None, values: Mapping[str, Any], errors: Mapping[str, str]
) -> HttpResponse:
    chosen = values.get("recipients", {str(request.user.pk)})
    choices = [("", "The scoreboard"), *((str(board.pk), board.name) for board in boards())]
    if digest and digest.board and str(digest.board_id) not in dict(choices):
        choices.append((str(digest.board_id), "A board that is not shown to you"))
    context = {
        "tabs": tabs(request.user, "settings:digests"),
        "digests": [_said(one) for one in digests()],
        "digest": digest,
        "values": values,
        "errors": errors,
        "rhythms": Digest.Rhythm.choices,
        "weekdays": [(str(number), name) for number, name in enumerate(DAYS)],
        "hours": [(str(hour), f"{hour}:00") for hour in range(24)],
        "boards": choices,
        "colleagues": [(str(user.pk), str(user), str(user.pk) in chosen) for user in may_receive()],
        "zone": settings.REGULARS_TIME_ZONE,
        "mails": bool(settings.EMAIL_HOST),
    }
    return render(request, "settings/digests.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page("numbers.manage")
def all_digests(request: Request) -> HttpResponse:
    """All digests, and the form for a further one."""
    return _kept(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@page("numbers.manage")
def one(request: Request, pk: int) -> HttpResponse:
    """All digests, and the form for this one."""
    with or_404():
        digest = digest_of(pk)
    return _kept(request, digest)


def _kept(request: Request, digest: Digest | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, digest, _values(digest) if digest else _FRESH, {})
    told = _sent(request)
    people = [found for one in told["recipients"] if (found := whole(one)) is not None]
    try:
        with or_404():
            kept = save_digest(digest.pk if digest else None, told, people, actor=request.user.actor)
    except Refused as refused:
        return _page(request, digest, told, refused.errors)
    messages.success(request, f"{kept} is kept.")
    return HttpResponseRedirect(reverse("settings:digests"))


def _done(request: Request, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        with or_404():
            act()
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("settings:digests"))


@require_POST
@page("numbers.manage")
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove a digest."""
    return _done(request, lambda: remove_digest(pk, actor=request.user.actor), "The mail is removed.")


@require_POST
@page("numbers.manage")
def try_one(request: Request, pk: int) -> HttpResponse:
    """Send one to oneself now."""
    said = f"One is on its way to {request.user.email}."
    return _done(request, lambda: try_out(pk, actor=request.user.actor), said)
