"""The builder as other pages hold it: part of their own form, read from what they were posted.

builder = Builder.of(rule)                  # to show: {% include "rules/builder.html" %}
builder = Builder.read(request.POST)        # what was posted, one of the builder's own buttons pressed or not
if builder.pressed: show the page again     # without JavaScript, its buttons post the page's form
rule = builder.rule()                       # raises Refused, also of unfinished conditions
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.http import QueryDict

from regulars.kit.refused import Refused
from regulars.know.filters.canonical import canonical
from regulars.know.filters.check import Fields, check
from regulars.know.filters.estimate import Size, estimate
from regulars.know.filters.rule import EVERYBODY, Rule, read_rule, write_rule, write_text
from regulars.know.filters.text import parse, write
from regulars.know.filters.text_refused import TextRefused
from regulars.know.filters.words import spoken
from regulars.web.rules.controls import Block, block
from regulars.web.rules.draft import (
    Branch,
    Leaf,
    draft_of,
    first_field,
    first_op,
    press,
    read_draft,
    rule_of,
    unfinished,
)
from regulars.web.rules.known import fields

MODES: Final = ("controls", "text")


@dataclass
class Builder:
    """One rule being built, by controls or as text."""

    known: Fields
    draft: Branch
    mode: str = "controls"
    text: str = ""
    pressed: str = ""
    begins: str = ""
    # Whether it can be closed: it stands beside something.
    closes: bool = False
    # Whether what is built is kept and everybody counted then: what is told before is an estimate where they are many.
    kept: bool = False

    @classmethod
    def of(cls, rule: Rule = EVERYBODY) -> Builder:
        """The builder of a rule, with an empty condition where there is none."""
        known = fields()
        made = cls(known, draft_of(rule, known))
        made._begin()
        return made

    @classmethod
    def read(cls, told: QueryDict) -> Builder:
        """The builder as it was posted, after the button that was pressed has done its work."""
        known = fields()
        mode = told.get("mode", "controls")
        made = cls(known, Branch(), mode if mode in MODES else "controls", str(told.get("text", "")))
        made.pressed, made.closes, made.kept = str(told.get("build", "")), "closes" in told, "kept" in told
        if made.mode == "controls":
            made.draft = read_draft(told, known)
        made._press()
        return made

    def _press(self) -> None:
        if self.pressed == "text" and self.mode == "controls":
            self._to_text()
        elif self.pressed == "controls" and self.mode == "text":
            self._to_controls()
        elif self.pressed == "clear":
            self.draft, self.text = Branch(), ""
        elif self.mode == "controls":
            self.begins = press(self.draft, self.pressed, self.known)
        if self.mode == "controls" and self.pressed and not self.pressed.startswith("remove"):
            self._begin()

    def _begin(self) -> None:
        if not self.draft.parts:
            asked = first_field(self.known)
            self.draft.parts.append(Leaf(asked.key, first_op(asked)))

    def _to_text(self) -> None:
        if not self.errors:
            self.text, self.mode = write(check(self._drafted, self.known), self.known), "text"

    def _to_controls(self) -> None:
        if not self.errors:
            self.draft, self.mode = draft_of(parse(self.text, self.known), self.known), "controls"

    @property
    def block(self) -> Block:
        """The controls, for templates."""
        return block(self.draft, self.known, self.begins)

    @property
    def _drafted(self) -> Rule:
        # What was put together from controls has the shape of a rule, though it may be too long or nested too deep.
        return read_rule(write_rule(rule_of(self.draft, self.known)))

    def _said(self) -> Rule:
        return parse(self.text, self.known) if self.mode == "text" else check(self._drafted, self.known)

    @cached_property
    def _read(self) -> tuple[Rule, dict[str, str], tuple[str, str, str]]:
        """The rule so far, what is wrong, and in the text: before, what is wrong, behind."""
        try:
            return canonical(self._said(), self.known), {}, ("", "", "")
        except TextRefused as refused:
            wrong = self.text[: refused.start], self.text[refused.start : refused.end], self.text[refused.end :]
            return EVERYBODY, refused.errors, wrong
        except Refused as refused:
            return EVERYBODY, refused.errors, ("", "", "")

    @property
    def errors(self) -> dict[str, str]:
        """What cannot be read, by its place."""
        return self._read[1]

    @property
    def wrong(self) -> tuple[str, str, str]:
        """The text before what is wrong, that itself, and the text behind."""
        return self._read[2]

    @property
    def told(self) -> str:
        """The rule so far as an address has it; nothing where it cannot be read."""
        return "" if self.errors else write_text(self._read[0]) or "{}"

    @property
    def spoken(self) -> str:
        """The rule so far in plain words."""
        return "" if self.errors else spoken(self._read[0], self.known)

    @cached_property
    def size(self) -> Size | None:
        """How many it fits so far, among those whoever acts sees."""
        return None if self.errors else estimate(self._read[0], self.known)

    def rule(self) -> Rule:
        """The finished rule. Raises Refused naming the place of what is wrong or unfinished."""
        rule, errors, _ = self._read
        if errors:
            raise Refused(errors)
        if self.mode == "controls" and (open_ones := list(unfinished(self.draft, self.known))):
            names = ", ".join(f"“{self.known[one.field].label}”" for one in open_ones)
            raise Refused({"rule": f"Finish or remove what is not said yet: {names}."})
        return rule

    def context(self) -> dict[str, Any]:
        """What the templates of a page need beside their own."""
        return {"builder": self}
