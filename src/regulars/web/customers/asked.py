"""What the list's address asks for: which customers, columns and order. What it does not say comes from the view."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from regulars.kit.refused import Refused
from regulars.know.filters.rule import EVERYBODY, Condition, Group, Rule, both, read_rule, read_text, write_text
from regulars.know.views.queries import view_of

DEFAULT_ORDER = "heard"
_EVERYONE = ("insight:segment", "insight:relationship", "insight:worth", "heard", "insight:alive")
_PERSONS = ("city", "insight:segment", "insight:relationship", "insight:worth", "heard")
_COMPANIES = ("city", "phone", "insight:orders", "insight:worth", "heard")


@dataclass(frozen=True, slots=True)
class View:
    """A view as the list shows it: one of its own three, or a saved one (`pk`)."""

    key: str
    name: str
    rule: Rule = EVERYBODY
    columns: tuple[str, ...] = _EVERYONE
    order: str = ""
    pk: int | None = None
    shared: bool = False


def _of_kind(kind: str) -> Rule:
    return Group("all", (Condition("kind", "any_of", [kind]),))


OWN_VIEWS = (
    View("", "Everyone"),
    View("persons", "Persons", _of_kind("person"), _PERSONS),
    View("companies", "Companies", _of_kind("company"), _COMPANIES),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One list. `order` has a minus where it goes down; `errors` name what of the address cannot be read."""

    view: View
    rule: Rule
    columns: tuple[str, ...]
    order: str
    q: str = ""
    after: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def rule_text(self) -> str:
        """The rule as an address has it."""
        return write_text(self.rule)

    @property
    def changed(self) -> bool:
        """Whether it is no longer what the view says."""
        return (self.rule, self.columns, self.order) != (self.view.rule, self.view.columns, self.view.order)

    def wishes(self) -> dict[str, str]:
        """What the address has to say: only what is not the view's own."""
        told = {"view": self.view.key, "q": self.q}
        if self.rule != self.view.rule:
            told["rule"] = self.rule_text or "{}"
        if self.columns != self.view.columns:
            told["columns"] = ",".join(self.columns) or "none"
        if self.order != self.view.order:
            told["sort"] = self.order or DEFAULT_ORDER
        return {name: value for name, value in told.items() if value}

    def address(self, to: str = "customers:list", **changes: Any) -> str:
        """The address of this with some of it changed; it begins at the first page unless `after` is given."""
        after = changes.pop("after", "")
        told = replace(self, **changes).wishes() | ({"after": after} if after else {})
        return reverse(to) + (f"?{urlencode(told)}" if told else "")


def view_at(key: str) -> View | None:
    """The view of that key, if whoever acts may open it."""
    own = next((view for view in OWN_VIEWS if view.key == key), None)
    if own is not None or not key.isdigit():
        return own
    saved = view_of(int(key))
    if saved is None:
        return None
    try:
        rule = read_rule(saved.rule) if saved.rule else EVERYBODY
    except Refused:
        return None
    return View(key, saved.name, rule, tuple(saved.columns) or _EVERYONE, saved.order, saved.pk, saved.shared != "mine")


def read(told: QueryDict) -> Asked:
    """What the parameters ask for. `kind`, `country` and `group`, by which other pages lead here, become conditions."""
    errors: dict[str, str] = {}
    view = view_at(told.get("view", ""))
    if view is None:
        errors["view"] = "This view is not there any more, or not shared with you."
        view = OWN_VIEWS[0]
    rule = view.rule
    if told.get("rule"):
        try:
            rule = EVERYBODY if told["rule"] == "{}" else read_text(str(told["rule"]))
        except Refused as refused:
            errors |= refused.errors
    for name, key in (("kind", "kind"), ("group", "insight:segment")):
        if value := told.get(name, ""):
            rule = both(rule, Condition(key, "any_of", [value]))
    if value := told.get("country", ""):
        rule = both(rule, Condition("country", "is", value))
    if not isinstance(rule, Group):
        rule = Group("all", (rule,))
    columns = view.columns
    if told.get("columns"):
        columns = tuple(dict.fromkeys(name for name in str(told["columns"]).split(",") if name and name != "none"))
    chosen = told.getlist("column")
    if chosen:
        columns = tuple(dict.fromkeys(chosen))
    sort = told.get("sort", "") or view.order
    order = "" if sort == DEFAULT_ORDER and not view.order else sort
    return Asked(view, rule, columns[:30], order, told.get("q", "").strip()[:200], told.get("after", ""), errors)
