"""Pages of Understand on a telephone."""

from __future__ import annotations

from playwright.sync_api import Browser, expect
from tests.browser.conftest import Served, opened


def test_what_models_were_fitted_to_is_read_without_slivers_of_text(
    browser: Browser, company: Served, logged_in: str
) -> None:
    with opened(browser, company.address, state=logged_in, width=390) as page:
        page.goto("/understand/predictions/")
        meanings = page.locator("#how .parameters dd:last-child")
        widths = [box["width"] for one in meanings.all() if (box := one.bounding_box())]
        assert len(widths) >= 4
        assert [width for width in widths if width < 200] == []
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_breakdown_names_countries_and_fits(browser: Browser, company: Served, logged_in: str) -> None:
    with opened(browser, company.address, state=logged_in, width=390) as page:
        page.goto("/understand/catalogue/revenue/?by=country")
        table = page.get_by_role("region", name="By country")
        expect(table.get_by_role("rowheader", name="United Kingdom")).to_be_visible()
        assert table.evaluate("shown => shown.scrollWidth <= shown.clientWidth")
