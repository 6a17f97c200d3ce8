"""Every component there is. /patterns shows them all; a test sees to it."""

from __future__ import annotations

from typing import Final

from regulars.web.components.declare import REQUIRED, Component

TONES: Final = ("", "good", "watch", "bad", "cool")

_ALL: Final = (
    Component(
        "button",
        "Does something, or goes somewhere when it has an href.",
        {"kind": "", "href": "", "type": "button", "name": "", "value": "", "size": "", "icon": "", "label": "",
         "disabled": False, "busy": False, "id": "", "form": "", "popovertarget": ""},
        {"kind": ("", "primary", "danger", "danger sure", "quiet"), "type": ("button", "submit", "reset"),
         "size": ("", "small")},
        passes=True,
    ),
    Component("chip", "A word about something: its group, its state.", {"tone": "", "title": ""}, {"tone": TONES}),
    Component(
        "icon", "A drawing of 24 by 24; says something only when it has a label.",
        {"name": REQUIRED, "label": ""}, body=False,
    ),
    Component(
        "face", "Initials in place of a portrait.", {"name": REQUIRED, "size": "", "kind": "person"},
        {"size": ("", "large"), "kind": ("person", "company")}, body=False,
    ),
    Component(
        "field",
        "A labelled input with its hint and its error.",
        {"name": REQUIRED, "label": REQUIRED, "value": "", "type": "text", "hint": "", "error": "", "required": False,
         "optional": False, "autocomplete": "", "inputmode": "", "placeholder": "", "autofocus": False, "disabled": False,
         "maxlength": "", "id": "", "list": ""},
        {"type": ("text", "email", "tel", "password", "number", "date", "search", "url", "textarea")},
        body=False, passes=True,
    ),
    Component(
        "select",
        "A labelled choice of one; options are (value, text) pairs.",
        {"name": REQUIRED, "label": REQUIRED, "options": REQUIRED, "value": "", "hint": "", "error": "", "bare": False,
         "disabled": False, "id": ""},
        body=False, passes=True,
    ),
    Component(
        "tick", "Yes or no.", {"name": REQUIRED, "value": "on", "checked": False, "disabled": False, "hint": ""}, passes=True,
    ),
    Component(
        "search", "A search box; the key / jumps to it.",
        {"name": "q", "value": "", "label": REQUIRED, "placeholder": "", "key": True}, body=False, passes=True,
    ),
    Component("card", "Something set apart at the side.", {"title": "", "id": ""}, slots=("actions",), passes=True),
    Component(
        "notice", "Something to know here and now.", {"tone": "", "title": ""}, {"tone": ("", "good", "watch", "bad")},
        slots=("actions",),
    ),
    Component("empty", "An empty place that teaches.", {"title": REQUIRED, "icon": "people"}, slots=("actions",)),
    Component(
        "progress", "How far long work has come; without a value it only says that it goes on.",
        {"value": None, "most": 100, "label": REQUIRED, "told": ""}, body=False,
    ),
    Component("steps", "Where one is in a row of steps; `now` counts from 1.", {"names": REQUIRED, "now": REQUIRED}, body=False),
    Component(
        "drop", "A place to drop a file on, or to choose one.",
        {"name": REQUIRED, "title": REQUIRED, "hint": "", "accept": "", "error": "", "required": True}, body=False, passes=True,
    ),
    Component(
        "dialog", "Asks or tells before going on; opened by data-opens=its id.", {"id": REQUIRED, "title": REQUIRED},
        slots=("footer",), passes=True,
    ),
    Component(
        "menu", "Further things to do.", {"label": REQUIRED, "icon": "more", "id": REQUIRED},
    ),
    Component(
        "source", "Text that is read and copied exactly.",
        {"text": REQUIRED, "label": REQUIRED, "short": False}, body=False,
    ),
    Component("spark", "A small line of how a figure went.", {"drawing": REQUIRED, "label": REQUIRED}, body=False),
    Component(
        "columns", "Columns by month; each opens the people behind it.",
        {"drawing": REQUIRED, "label": REQUIRED}, body=False,
    ),
    Component(
        "journey", "The map of a journey, to hang up (wide) or to read on a phone (tall).",
        {"chart": REQUIRED, "kind": "wide", "label": REQUIRED}, {"kind": ("wide", "tall")}, body=False,
    ),
    Component(
        "course", "How a figure went, where it heads, and the target it is held against.",
        {"drawing": REQUIRED, "label": REQUIRED}, body=False,
    ),
    Component(
        "pairs", "What was expected beside what came, in columns.", {"drawing": REQUIRED, "label": REQUIRED}, body=False,
    ),
    Component(
        "curves", "Lines over time that are compared; a stretch opens its people.",
        {"drawing": REQUIRED, "label": REQUIRED}, body=False,
    ),
    Component(
        "survival", "Who is still there after each renewal, as seen and by a law; a step opens its people.",
        {"drawing": REQUIRED, "label": REQUIRED}, body=False,
    ),
    Component("share", "A part of a whole, 0 to 1.", {"value": REQUIRED, "label": REQUIRED}, body=False),
    Component("cohort", "Who came when, and who of them came again.", {"table": REQUIRED, "label": REQUIRED}, body=False),
    Component("facts", "Names and their values; pairs of (name, value).", {"pairs": REQUIRED}, body=False),
    Component("toast", "What just happened.", {"tone": ""}, {"tone": ("", "bad")}),
    Component(
        "tabs", "Places inside a page; (address, name, is it this one) each.",
        {"places": REQUIRED, "label": REQUIRED}, body=False,
    ),
    Component(
        "theme", "Light, dark, or as the system has it.",
        {"now": "system"}, {"now": ("system", "light", "dark")}, body=False,
    ),
)  # fmt: skip

COMPONENTS: Final = {component.name: component for component in _ALL}
