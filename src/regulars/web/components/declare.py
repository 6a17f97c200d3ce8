"""What a component declares about itself, and how a use of it is checked against that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

REQUIRED: Final = object()

# Attributes that go through to the element untouched, so that behaviours and htmx can be hung on any component.
PASSING = ("hx-", "data-", "aria-")


class BadUse(Exception):
    """A component was used in a way that it does not declare."""


@dataclass(frozen=True, slots=True)
class Component:
    """One component: its props with their defaults (REQUIRED: none), the values a prop may take, and its slots.

    `passes` says that hx-, data- and aria- attributes reach the element. `body` says that it wraps something.
    """

    name: str
    about: str
    props: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    slots: tuple[str, ...] = ()
    body: bool = True
    passes: bool = False

    @property
    def template(self) -> str:
        """Name of its template."""
        return f"components/{self.name}.html"

    def check_names(self, given: Iterable[str], *, has_body: bool, slots: Iterable[str]) -> None:
        """Raise BadUse for a prop, attribute, slot or body that is not declared, or a required prop left out."""
        given = set(given)
        passing = {name for name in given if name.startswith(PASSING)}
        if passing and not self.passes:
            raise BadUse(f"{self.name}: takes no attribute {', '.join(sorted(passing))}")
        if unknown := given - passing - set(self.props):
            raise BadUse(
                f"{self.name}: unknown prop {', '.join(sorted(unknown))}; it has {', '.join(sorted(self.props))}"
            )
        if missing := {name for name, default in self.props.items() if default is REQUIRED} - given:
            raise BadUse(f"{self.name}: missing prop {', '.join(sorted(missing))}")
        if foreign := set(slots) - set(self.slots):
            raise BadUse(f"{self.name}: unknown slot {', '.join(sorted(foreign))}")
        if has_body and not self.body:
            raise BadUse(f"{self.name}: takes no body; close it with «/ %}}»")

    def check_value(self, name: str, value: object) -> None:
        """Raise BadUse when a prop with a fixed set of values has another one."""
        if name in self.choices and value not in self.choices[name]:
            raise BadUse(f"{self.name}: {name} is {value!r}; choose from {', '.join(map(repr, self.choices[name]))}")
