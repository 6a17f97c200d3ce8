"""Every component in every state, for whoever builds a page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Engine
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from regulars.web.components.declare import Component
from regulars.web.components.registry import COMPONENTS
from regulars.web.patterns.examples import VALUES, examples


@dataclass(frozen=True, slots=True)
class State:
    """One state of a component, drawn, and how it is written."""

    caption: str
    drawn: SafeString
    source: str


def states(name: str) -> list[State]:
    """The states of one component."""
    drawn = []
    for caption, source in examples(name):
        # Marked safe: the sources are ours, from the file beside this one.
        template = Engine.get_default().from_string("{% load components %}" + source)
        drawn.append(State(caption, template.render(Context(VALUES)), source))
    return drawn


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """The page. It shows nothing of anybody, so it needs no login; with one, the frame is around it."""
    shown: list[tuple[Component, list[State]]] = [(component, states(name)) for name, component in COMPONENTS.items()]
    frame = "page.html" if request.user.is_authenticated else "document.html"
    return render(request, "patterns/all.html", {"shown": shown, "frame": frame, "tokens": TOKENS})


TOKENS = (
    "ground",
    "card",
    "sunken",
    "line",
    "text",
    "text-soft",
    "text-faint",
    "accent",
    "good",
    "watch",
    "bad",
    "cool",
)
