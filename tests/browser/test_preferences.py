"""The page on which a customer says what may be sent: by their link, without a login, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from tests.browser.conftest import Served, opened
from tests.browser.test_pages import LOOKS, RULES


@pytest.fixture(scope="module")
def link(browser: Browser, company: Served, logged_in: str) -> str:
    """The address of somebody's own page, as a colleague copies it from what they may use.

    Somebody of our own, with an address: whoever stands at a number of the demo's may be reached by nothing.
    """
    with opened(browser, company.address, state=logged_in) as page:
        page.goto("/customers/new/")
        page.get_by_label("Name").fill("Pia Preference")
        page.get_by_label("E-mail").fill("pia.preference@mail.example")
        page.get_by_role("button", name="Keep").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Pia Preference")
        page.goto(re.sub(r"[?#].*", "", page.url) + "consents/")
        found = re.search(r"/preferences/[^/\s\"<]+/", page.content())
        assert found is not None
        return found[0]


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_page_is_sound(browser: Browser, company: Served, link: str, width: int, dark: bool) -> None:
    with opened(browser, company.address, width=width, dark=dark) as page:
        page.goto(link)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()


def test_choice_is_kept_and_taken_back_without_javascript(browser: Browser, company: Served, link: str) -> None:
    context = browser.new_context(base_url=company.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(link)
    boxes = page.locator("input[name=on]")
    first = boxes.first
    value = first.get_attribute("value")
    first.check()
    page.get_by_role("button", name="Save my choice").click()
    expect(page.locator(f"input[value='{value}'][name=on]")).to_be_checked()
    page.goto(link)
    expect(page.locator(f"input[value='{value}'][name=on]")).to_be_checked()
    page.get_by_role("button", name="Send me nothing at all").click()
    # What comes with orders and requests is no advertising and stays as it was.
    expect(page.locator("fieldset", has_text="no advertising")).to_have_count(1)
    others = page.locator("fieldset").filter(has_not_text="no advertising").locator("input[name=on]:checked")
    expect(others).to_have_count(0)
    context.close()
