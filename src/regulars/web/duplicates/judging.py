"""Judging one pair, or all from a likelihood on; taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from regulars.kit.refused import Refused
from regulars.know.duplicates import actions
from regulars.know.duplicates.models import Pair
from regulars.know.duplicates.queries import count_from, pair_of, queue
from regulars.web.duplicates.queue import STATE_WORDS, asked_kind
from regulars.web.duplicates.shown import percent, shown
from regulars.web.requests import Request, page

VERDICTS = {"same": actions.same, "different": actions.different, "undo": actions.undo}
EXAMPLES = 5


@require_POST
@page("customers.merge")
def judge(request: Request, pk: int, verdict: str) -> HttpResponse:
    """Decide about one pair or take it back; answers with the pair as it stands then."""
    if verdict not in VERDICTS:
        raise Http404("A pair is the same, different, or open again.")
    problem = ""
    try:
        VERDICTS[verdict](pk, actor=request.user.actor)
    except Pair.DoesNotExist as error:
        raise Http404("There is no such pair.") from error
    except Refused as refused:
        problem = " ".join(refused.errors.values())
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return HttpResponseRedirect(reverse("duplicates:queue"))
    found = pair_of(pk)
    if found is None:
        raise Http404("There is no such pair.")
    template = "duplicates/pair.html" if found.state == Pair.State.OPEN else "duplicates/decided.html"
    context = {"told": shown(found), "word": STATE_WORDS.get(Pair.State(found.state)), "problem": problem}
    return render(request, template, context, status=422 if problem else 200)


def _score(request: Request) -> float:
    told = request.POST.get("score", "") or request.GET.get("score", "")
    try:
        score = float(told)
    except ValueError as error:
        raise Refused({"score": "Give a likelihood between 0 and 1."}) from error
    if not 0 <= score <= 1:
        raise Refused({"score": "Give a likelihood between 0 and 1."})
    return score


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.merge")
def from_score(request: Request) -> HttpResponse:
    """What judging all from a likelihood on would do, with the likeliest and the least likely; a POST does it."""
    kind, verdict = asked_kind(request), request.POST.get("verdict", "") or request.GET.get("verdict", "")
    back = reverse("duplicates:queue") + (f"?{urlencode({'kind': kind})}" if kind else "")
    try:
        score = _score(request)
        if verdict not in {"same", "different"}:
            raise Refused({"verdict": "Choose same or different."})
        if request.method == "POST":
            done = actions.decide_from(score, verdict, actor=request.user.actor, kind=kind)
            _tell(request, done, verdict)
            return HttpResponseRedirect(back)
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
        return HttpResponseRedirect(back)
    count = count_from(score, kind=kind)
    found = queue(kind=kind, limit=min(actions.AT_ONCE, max(count, 1)), least=score).pairs
    context = {
        "count": count, "most": 10_000, "now": len(found), "verdict": verdict, "score": score, "kind": kind, "back": back,
        "percent": percent(score), "first": [shown(pair) for pair in found[:EXAMPLES]],
        "last": [shown(pair) for pair in found[EXAMPLES:][-EXAMPLES:]],
    }  # fmt: skip
    return render(request, "duplicates/from.html", context)


def _tell(request: Request, done: actions.Decided, verdict: str) -> None:
    many = "pair" if len(done.pairs) == 1 else "pairs"
    said = f"{len(done.pairs)} {many} {'merged' if verdict == 'same' else 'kept apart'}."
    if done.left_over:
        said += f" {len(done.left_over)} stay to be judged one by one: {done.left_over[0][1]}"
    if done.more:
        said += " There are more: judge again to go on."
    messages.success(request, said)
