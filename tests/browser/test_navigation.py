"""The places at the thumb: a stage of several opens them above the bar by a tap or by the keys; a wide window shows them all."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from tests.browser.conftest import Served, opened
from tests.browser.test_pages import RULES

OPENED = "#places-understand"


def test_stage_is_opened_by_a_tap_and_led_through(browser: Browser, company: Served, logged_in: str) -> None:
    with opened(browser, company.address, state=logged_in, width=390) as page:
        page.goto("/customers/")
        places, button = page.locator(OPENED), page.get_by_role("button", name="Understand")
        expect(places).to_be_hidden()
        button.click()
        expect(places).to_be_visible()
        bar, over = page.locator(".rail").bounding_box(), places.bounding_box()
        assert bar is not None
        assert over is not None
        assert over["x"] >= 0
        assert over["x"] + over["width"] <= 390
        assert over["y"] + over["height"] <= bar["y"]
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light")
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, found.generate_report()
        places.get_by_role("link", name="Segments").click()
        page.wait_for_url("**/understand/segments/")
        expect(page.locator(OPENED)).to_be_hidden()
        expect(page.get_by_role("button", name="Understand")).to_have_attribute("aria-current", "true")


def test_stage_is_opened_by_keys_and_closed_by_escape(browser: Browser, company: Served, logged_in: str) -> None:
    with opened(browser, company.address, state=logged_in, width=390) as page:
        page.goto("/understand/boards/")
        places, button = page.locator(OPENED), page.get_by_role("button", name="Understand")
        button.focus()
        page.keyboard.press("Enter")
        expect(places).to_be_visible()
        page.keyboard.press("Tab")
        expect(places.get_by_role("link").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(places).to_be_hidden()
        expect(button).to_be_focused()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/understand/catalogue/")


def test_wide_window_shows_each_stage_once_with_its_places(browser: Browser, company: Served, logged_in: str) -> None:
    with opened(browser, company.address, state=logged_in) as page:
        page.goto("/understand/boards/")
        rail = page.get_by_role("navigation").first
        expect(rail.get_by_text("Understand", exact=True).locator("visible=true")).to_have_count(1)
        expect(rail.get_by_role("button")).to_have_count(0)
        expect(rail.get_by_role("link", name="Boards")).to_have_attribute("aria-current", "page")
        expect(page.locator(OPENED)).to_be_visible()
