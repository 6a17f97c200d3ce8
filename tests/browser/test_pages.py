"""Every page, light and dark, wide and narrow: nothing complains, nothing scrolls sideways, axe finds nothing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from tests.browser.conftest import Served, opened

PAGES = (
    "/customers/", "/customers/?q=an", "/customers/?q=nobody-is-called-so", "/customers/5/", "/customers/5/edit/",
    "/customers/new/", "/imports/", "/imports/new/", "/understand/", "/understand/how/repeat_purchase_rate/",
    "/understand/people/return_rate_customers/", "/settings/", "/settings/people/", "/settings/login/", "/settings/keys/",
    "/password/", "/settings/teams/", "/settings/roles/", "/settings/tokens/", "/settings/api/", "/settings/audit/",
    "/settings/privacy/", "/settings/privacy/keeping/", "/settings/fields/", "/settings/tags/", "/settings/purposes/",
    "/settings/contact/", "/settings/recognition/", "/settings/relations/", "/settings/days/", "/customers/duplicates/",
    "/customers/duplicates/how/", "/customers/days/", "/customers/mentions/", "/customers/views/",
    "/patterns/", "/understand/catalogue/", "/understand/catalogue/nps/", "/understand/inputs/", "/understand/predictions/",
    "/understand/cooling/", "/understand/segments/", "/understand/segments/1/", "/understand/segments/new/",
    "/understand/segments/ready-made/", "/understand/segments/proposed/", "/understand/journeys/", "/understand/journeys/1/",
    "/understand/boards/", "/understand/boards/1/", "/understand/alerts/", "/understand/targets/",
    "/understand/recommendations/", "/understand/recommendations/products/", "/understand/recommendations/rules/",
    "/settings/digests/",
    "/customers/?view=companies&sort=-name", "/customers/views/", "/customers/changes/", "/customers/changes/new/?pick=1&pick=2",
)  # fmt: skip
OUTSIDE = ("/login/", "/password/reset/", "/patterns/", "/enter/nothing")
LOOKS = [(1440, False), (1440, True), (390, False), (390, True)]
# WCAG 2.2 AA, which the product promises.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def check(browser: Browser, address: str, path: str, looks: list[tuple[int, bool]], state: str | None) -> None:
    """Opened once; the window is then made wide or narrow, light or dark, as somebody would."""
    width, dark = looks[0]
    with opened(browser, address, state=state, width=width, dark=dark) as page:
        page.goto(path)
        for width, dark in looks:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if dark else "light")
            assert page.evaluate("document.documentElement.scrollWidth") == width, (path, width, dark)
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, f"{path} {width} dark={dark}\n{found.generate_report()}"


@pytest.mark.parametrize("path", PAGES)
def test_page_is_sound(browser: Browser, company: Served, logged_in: str, path: str) -> None:
    check(browser, company.address, path, LOOKS, logged_in)


@pytest.mark.parametrize("path", OUTSIDE[:3])
def test_page_outside_is_sound(browser: Browser, company: Served, path: str) -> None:
    check(browser, company.address, path, [(1440, True), (390, False)], None)


def test_link_from_before_is_refused_readably(browser: Browser, company: Served) -> None:
    context = browser.new_context(base_url=company.address)
    page = context.new_page()
    page.goto("/enter/nothing")
    assert page.get_by_role("heading", level=1).inner_text() == "This link does not open"
    assert Axe().run(page, options=RULES).violations_count == 0
    context.close()
