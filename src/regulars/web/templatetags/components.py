"""The tag that puts a component on a page: {% component "chip" tone="good" %}warm{% endcomponent %}.

Without a body: {% component "face" name=customer.name / %}. A named slot: {% slot actions %}…{% endslot %} inside the body.
A use is checked when the template is compiled, so a wrong prop shows before any page is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import template
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Template, Token
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from regulars.web.components.declare import PASSING, REQUIRED, BadUse, Component
from regulars.web.components.icons import ICONS
from regulars.web.components.registry import COMPONENTS

register = template.Library()

_PROP = re.compile(r"^([a-z][a-z0-9_-]*)=(.+)$", re.DOTALL)


class SlotNode(Node):
    """The content of a named slot; rendered by its component, nothing where it stands."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Nothing: the component places it."""
        return SafeString("")


class ComponentNode(Node):
    """One use of a component."""

    def __init__(self, component: Component, given: dict[str, FilterExpression], body: NodeList) -> None:
        self.component = component
        self.given = given
        self.nodelist = body
        self._compiled: Template | None = None
        self.slots = {node.name: node for node in body if isinstance(node, SlotNode)}

    def render(self, context: Context) -> SafeString:
        """The component's template with its props, and nothing else of the page around it."""
        component = self.component
        values: dict[str, Any] = {name: default for name, default in component.props.items() if default is not REQUIRED}
        attributes: list[tuple[str, Any]] = []
        for name, expression in self.given.items():
            value = expression.resolve(context)
            if name.startswith(PASSING):
                if value not in (None, False, ""):
                    attributes.append((name, value))
                continue
            component.check_value(name, value)
            values[name] = value
        values["attributes"] = format_html_join("", ' {}="{}"', attributes) if attributes else ""
        values["body"] = SafeString(self.nodelist.render(context).strip()) if component.body else ""
        for slot in component.slots:
            node = self.slots.get(slot)
            values[slot] = SafeString(node.nodelist.render(context).strip()) if node else ""
        if self._compiled is None:
            self._compiled = context.template.engine.get_template(component.template)  # type: ignore[union-attr]
        compiled = self._compiled
        inner = Context(values, autoescape=context.autoescape)
        with inner.bind_template(compiled):
            return SafeString(compiled.nodelist.render(inner).strip())


def _bits(parser: Parser, name: str, bits: list[str]) -> Iterator[tuple[str, FilterExpression]]:
    for bit in bits:
        match = _PROP.match(bit)
        if match is None:
            raise TemplateSyntaxError(f"component {name}: {bit!r} is not prop=value")
        yield match[1], parser.compile_filter(match[2])


@register.tag("component")
def component_tag(parser: Parser, token: Token) -> ComponentNode:
    """Compile one use and check it against what the component declares."""
    _, *bits = token.split_contents()
    if not bits:
        raise TemplateSyntaxError("component: say which one")
    name = bits[0].strip("\"'")
    if name not in COMPONENTS:
        raise TemplateSyntaxError(f"there is no component {name!r}; there are {', '.join(sorted(COMPONENTS))}")
    alone = bits[-1] == "/"
    given = dict(_bits(parser, name, bits[1:-1] if alone else bits[1:]))
    body = NodeList()
    if not alone:
        body = parser.parse(("endcomponent",))
        parser.delete_first_token()
    component = COMPONENTS[name]
    slots = [node.name for node in body if isinstance(node, SlotNode)]
    try:
        component.check_names(given, has_body=not alone, slots=slots)
        for prop, expression in given.items():
            if not expression.filters and isinstance(expression.var, str):
                component.check_value(prop, expression.var)
    except BadUse as error:
        raise TemplateSyntaxError(str(error)) from error
    return ComponentNode(component, given, body)


@register.tag("slot")
def slot_tag(parser: Parser, token: Token) -> SlotNode:
    """A named part of a component's body."""
    bits = token.split_contents()
    if len(bits) != 2:
        raise TemplateSyntaxError("slot: say its name, nothing else")
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(bits[1], nodelist)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative drawing: {% icon "search" %}. Cheaper than the component, for use in lists."""
    if name not in ICONS:
        raise TemplateSyntaxError(f"there is no icon {name!r}; there are {', '.join(sorted(ICONS))}")
    return ICONS[name]
