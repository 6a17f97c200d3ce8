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
    "/patterns/",
    "/customers/?view=companies&sort=-name", "/customers/views/", "/customers/changes/", "/customers/changes/new/?pick=1&pick=2",
)  # fmt: skip
OUTSIDE = ("/login/", "/password/reset/", "/patterns/", "/enter/nothing")
LOOKS = [(1440, False), (1440, True), (390, False), (390, True)]
# WCAG 2.2 AA, which the product promises.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def check(browser: Browser, address: str, path: str, width: int, dark: bool, state: str | None) -> None:
    with opened(browser, address, state=state, width=width, dark=dark) as page:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("width", "dark"), LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_page_is_sound(browser: Browser, company: Served, logged_in: str, path: str, width: int, dark: bool) -> None:
    check(browser, company.address, path, width, dark, logged_in)


@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False)])
@pytest.mark.parametrize("path", OUTSIDE[:3])
def test_page_outside_is_sound(browser: Browser, company: Served, path: str, width: int, dark: bool) -> None:
    check(browser, company.address, path, width, dark, None)


def test_link_from_before_is_refused_readably(browser: Browser, company: Served) -> None:
    context = browser.new_context(base_url=company.address)
    page = context.new_page()
    page.goto("/enter/nothing")
    assert page.get_by_role("heading", level=1).inner_text() == "This link does not open"
    assert Axe().run(page, options=RULES).violations_count == 0
    context.close()
