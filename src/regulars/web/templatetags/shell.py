"""What the frame around a page needs: sheets and scripts, the places, the theme, the keys."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from django import template
from django.http import HttpRequest
from django.template import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from regulars.access.permissions import Role, allows
from regulars.know.notes.queries import count_unseen
from regulars.web.components.icons import ICONS
from regulars.web.shell.places import APART, PLACES, STAGE_ICONS, Place

register = template.Library()

STATIC: Final = Path(__file__).parent.parent / "static"
HTMX: Final = "django_htmx/htmx-2.min.js"


@cache
def sheets() -> tuple[str, ...]:
    """Names of all style sheets, the layer order first; within the layers the order of files says nothing."""
    folder = STATIC / "regulars" / "css"
    names = sorted(str(path.relative_to(STATIC)) for path in folder.rglob("*.css"))
    return ("regulars/css/layers.css", *(name for name in names if name != "regulars/css/layers.css"))


@cache
def behaviours() -> tuple[str, ...]:
    """Names of all behaviours. Each is a module on its own; they speak with each other by events only."""
    return tuple(sorted(str(path.relative_to(STATIC)) for path in (STATIC / "regulars" / "js").glob("*.js")))


@cache
def _links() -> SafeString:
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(name),) for name in sheets()))


@cache
def _scripts() -> SafeString:
    htmx = format_html('<script src="{}" defer></script>\n', static(HTMX))
    return htmx + format_html_join(
        "\n", '<script type="module" src="{}"></script>', ((static(n),) for n in behaviours())
    )


@register.simple_tag
def stylesheets() -> SafeString:
    """A link for each style sheet."""
    return _links()


@register.simple_tag
def scripts() -> SafeString:
    """htmx, then a module for each behaviour."""
    return _scripts()


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The theme this person chose: light, dark or system."""
    user = getattr(context.get("request"), "user", None)
    return str(getattr(user, "theme", "system"))


_STAGE: Final = SafeString(' class="stage"')
_APART: Final = SafeString(' class="apart"')


def _link(place: Place, at: str) -> SafeString:
    address = reverse(place.url)
    here = SafeString(' aria-current="page"') if at == address else SafeString("")
    return format_html(
        '<a href="{}"{} data-goes="{}">{}{}</a>', address, here, place.key, ICONS[place.icon], place.name
    )


@register.simple_tag(takes_context=True)
def places(context: Context) -> SafeString:
    """The navigation: the stages of the loop with what works in them, for what this person may see."""
    request: HttpRequest = context["request"]
    # All that it depends on is the role and the place one is in, so it is put together once for each.
    return _places(Role(request.user.role), _place_of(request.path))  # type: ignore[union-attr]


@register.simple_tag(takes_context=True)
def unseen_mentions(context: Context) -> int:
    """In how many notes somebody was mentioned and has not looked. A short query on whole pages, two where there are some."""
    user_id = getattr(getattr(context.get("request"), "user", None), "pk", None)
    return count_unseen(user_id) if user_id is not None else 0


def _place_of(path: str) -> str:
    """The address of the place that a page belongs to: of those it begins with, the longest; empty where there is none."""
    return max((address for address in _addresses() if path.startswith(address)), key=len, default="")


@cache
def _addresses() -> tuple[str, ...]:
    return tuple(reverse(place.url) for place in (*PLACES, *APART))


@cache
def _places(role: Role, at: str) -> SafeString:
    lines: list[tuple[SafeString, SafeString]] = []
    for stage, within in groupby(_visible(role, PLACES), key=lambda place: place.stage):
        if stage:
            lines.append((_STAGE, _stage(stage, tuple(within), at)))
        else:
            lines += [(SafeString(""), _link(place, at)) for place in within]
    lines += [(_APART, _link(place, at)) for place in _visible(role, APART)]
    return format_html('<ul class="places">{}</ul>', format_html_join("", "<li{}>{}</li>", lines))


def _stage(name: str, within: tuple[Place, ...], at: str) -> SafeString:
    """A stage with its places: in the rail below its name, at the thumb behind a button that opens them above it."""
    links = format_html_join("", "<li>{}</li>", ((_link(place, at),) for place in within))
    head = format_html("{}{}", ICONS[STAGE_ICONS[name]], name)
    if len(within) == 1:
        return format_html('<span class="head">{}</span><ul>{}</ul>', head, links)
    here = SafeString(' aria-current="true"') if any(at == reverse(place.url) for place in within) else SafeString("")
    key = f"places-{name.lower()}"
    button = format_html('<button type="button" popovertarget="{}"{}>{}</button>', key, here, head)
    return format_html('<span class="head">{}</span>{}<ul id="{}" popover>{}</ul>', head, button, key, links)


def _visible(role: Role, among: tuple[Place, ...]) -> list[Place]:
    return [place for place in among if not place.permission or allows(role, place.permission)]


@register.simple_tag
@cache
def overlays() -> SafeString:
    """The palette and the dialog of keys, which are the same on every page for everybody: drawn once."""
    return SafeString(get_template("shell/overlays.html").render())


KEYS: Final = (
    ("Ctrl K", "Find anything (Cmd K on a Mac)"),
    ("/", "Search this list"),
    ("j  k", "Next, previous in a list"),
    ("Enter", "Open"),
    ("g c", "Go to Customers"),
    ("g i", "Go to Import"),
    ("g u", "Go to Understand"),
    ("g s", "Go to Settings"),
    ("n", "Add a customer"),
    ("?", "These keys"),
)


@register.simple_tag
def keys() -> SafeString:
    """Every key and what it does."""
    rows = ((format_html_join(" ", "<kbd>{}</kbd>", ((k,) for k in key.split())), what) for key, what in KEYS)
    return format_html('<dl class="facts">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows))
