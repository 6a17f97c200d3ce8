"""Components fail on what they do not declare, escape what they are given, and are all shown on /patterns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.template.loader import get_template
from django.test import Client

import regulars.web
from regulars.web.components.declare import BadUse
from regulars.web.components.registry import COMPONENTS
from regulars.web.patterns.examples import VALUES, examples

TEMPLATES = Path(regulars.web.__file__).parent / "templates"


def render(source: str, **values: object) -> str:
    return Engine.get_default().from_string("{% load components %}" + source).render(Context(values))


def uses(name: str) -> str:
    return "".join(source for _, source in examples(name))


def test_unknown_component_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="there is no component 'buton'"):
        render('{% component "buton" %}x{% endcomponent %}')


def test_unknown_prop_is_refused_when_compiled() -> None:
    with pytest.raises(TemplateSyntaxError, match="chip: unknown prop colour; it has title, tone"):
        render('{% if False %}{% component "chip" colour="red" %}x{% endcomponent %}{% endif %}')


def test_missing_prop_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="face: missing prop name"):
        render('{% component "face" / %}')


def test_unknown_slot_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="card: unknown slot feet"):
        render('{% component "card" %}{% slot feet %}x{% endslot %}{% endcomponent %}')


def test_body_of_a_component_without_one_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="icon: takes no body"):
        render('{% component "icon" name="plus" %}x{% endcomponent %}')


def test_value_outside_its_choices_is_refused_when_compiled() -> None:
    with pytest.raises(TemplateSyntaxError, match="chip: tone is 'red'; choose from"):
        render('{% if False %}{% component "chip" tone="red" %}x{% endcomponent %}{% endif %}')


def test_value_outside_its_choices_is_refused_when_rendered() -> None:
    with pytest.raises(BadUse, match="chip: tone is 'red'"):
        render('{% component "chip" tone=tone %}x{% endcomponent %}', tone="red")


def test_attribute_on_a_component_that_passes_none_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="chip: takes no attribute hx-get"):
        render('{% component "chip" hx-get="/" %}x{% endcomponent %}')


def test_attributes_reach_the_element_escaped() -> None:
    drawn = render(
        '{% component "button" hx-get=address data-empty="" %}Go{% endcomponent %}', address='/?a="><script>'
    )
    assert drawn == '<button class="button" type="button" hx-get="/?a=&quot;&gt;&lt;script&gt;">Go</button>'


def test_props_are_escaped() -> None:
    assert render('{% component "chip" title=t %}{{ t }}{% endcomponent %}', t='<b>"') == (
        '<span class="chip" title="&lt;b&gt;&quot;">&lt;b&gt;&quot;</span>'
    )


def test_component_sees_nothing_of_the_page_around_it() -> None:
    assert render('{% component "chip" %}x{% endcomponent %}', title="leak") == '<span class="chip">x</span>'


def test_named_slot_stands_where_the_component_puts_it() -> None:
    drawn = render('{% component "card" title="T" %}{% slot actions %}A{% endslot %}B{% endcomponent %}')
    assert drawn == '<section class="card"><header><h2>T</h2><div class="row tight">A</div></header>B</section>'


def test_every_component_has_its_template_and_no_template_is_without_one() -> None:
    assert {p.stem for p in (TEMPLATES / "components").glob("*.html")} == set(COMPONENTS)


def test_every_component_has_examples_and_no_example_is_without_one() -> None:
    assert {p.stem for p in (TEMPLATES / "patterns" / "states").glob("*.html")} == set(COMPONENTS)


def _choices() -> Iterator[tuple[str, str, str]]:
    for component in COMPONENTS.values():
        for prop, choices in component.choices.items():
            for choice in choices:
                if choice != component.props[prop]:
                    yield component.name, prop, choice


@pytest.mark.parametrize(("name", "prop", "choice"), list(_choices()))
def test_every_choice_of_a_component_is_shown(name: str, prop: str, choice: str) -> None:
    assert f'{prop}="{choice}"' in uses(name)


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_every_example_is_drawn(name: str) -> None:
    for _, source in examples(name):
        assert render(source, **VALUES).strip().startswith("<")


def test_patterns_page_shows_every_component(db: None) -> None:
    page = Client().get("/patterns/", headers={"host": "localhost"}).content.decode()
    shown = [name for name in COMPONENTS if f'class="pattern" id="{name}"' in page]
    assert shown == list(COMPONENTS)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_every_template_compiles(path: Path) -> None:
    get_template(str(path.relative_to(TEMPLATES)))


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_no_template_has_anything_inline(path: Path) -> None:
    text = path.read_text()
    assert [
        bad for bad in (" style=", "<style", "javascript:", "hx-on", " onclick", " onload", "<script>") if bad in text
    ] == []
