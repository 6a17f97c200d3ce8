"""What people do, from end to end, in a browser."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Served, opened


def test_first_administrator_is_made_behind_the_setup_link(browser: Browser, empty: Served) -> None:
    assert empty.link.startswith("/setup/")
    with opened(browser, empty.address) as page:
        page.goto(empty.link)
        page.get_by_label("Your name").fill("Marta Okafor")
        page.get_by_label("E-mail").fill("marta@unfold.example")
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Begin").click()
        page.wait_for_url("**/customers/")
        expect(page.get_by_role("heading", name="Your customers will be here")).to_be_visible()
        page.goto("/understand/")
        expect(page.get_by_role("heading", name="Numbers need orders")).to_be_visible()
        page.locator("details.self > summary").click()
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url("**/login/**")
        page.get_by_label("E-mail").fill("marta@unfold.example")
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/customers/")


def test_customer_is_added_and_then_mended_in_place(page: Page) -> None:
    page.goto("/customers/")
    page.get_by_role("link", name="Add a customer").click()
    page.get_by_label("Name").fill("Zita Browser")
    page.get_by_label("E-mail").fill("zita.browser@mail.example")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zita Browser")
    expect(page.get_by_role("status")).to_contain_text("Zita Browser is kept.")
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_label("E-mail").fill("zita@")
    page.locator("#profile").get_by_role("button", name="Keep").click()
    wrong = page.get_by_label("E-mail")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#email-told")).to_contain_text("Write it like name@shop.example.")
    wrong.fill("zita.new@mail.example")
    page.get_by_label("Town").fill("Graz")
    page.locator("#profile").get_by_role("button", name="Keep").click()
    expect(page.locator("#profile")).to_contain_text("Graz")
    expect(page.locator("#profile")).to_contain_text("zita.new@mail.example")
    expect(page.locator(".event").first).to_contain_text("Was changed: email, city")


def test_editing_is_left_without_a_trace(page: Page) -> None:
    page.goto("/customers/5/")
    before = page.locator("#profile").inner_text()
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_label("Name").fill("Somebody Else")
    page.get_by_role("link", name="Leave as it was").click()
    expect(page.locator("#profile h2")).to_have_text("Known as")
    assert page.locator("#profile").inner_text() == before


def test_search_narrows_while_typing_and_goes_back(page: Page) -> None:
    page.goto("/customers/")
    name = page.locator("a.who strong").nth(3).inner_text()
    page.get_by_role("searchbox").press_sequentially(name, delay=20)
    expect(page.locator("a.who strong").first).to_have_text(name)
    page.wait_for_url(re.compile(r"q="))
    page.locator("a.who").first.click()
    page.wait_for_url("**/customers/*/")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value(name)
    expect(page.locator("html")).to_have_attribute("data-theme", re.compile("system|light|dark"))


def test_more_customers_join_the_list(page: Page) -> None:
    page.goto("/customers/?sort=name")
    expect(page.locator("a.who")).to_have_count(50)
    page.get_by_role("link", name="Next 50").click()
    expect(page.locator("a.who")).to_have_count(100)
    names = [text.casefold() for text in page.locator("a.who strong").all_inner_texts()]
    assert len(set(page.locator("a.who").evaluate_all("all => all.map(a => a.href)"))) == 100
    assert names[0] <= names[-1]


def test_tabs_narrow_the_list(page: Page) -> None:
    page.goto("/customers/")
    page.get_by_role("link", name="Companies", exact=True).click()
    page.wait_for_url("**view=companies**")
    expect(page.locator("#list tbody tr").first).to_be_visible()
    expect(page.get_by_role("link", name="Companies", exact=True)).to_have_attribute("aria-current", "page")


def test_story_loads_on_scroll_and_is_filtered(page: Page) -> None:
    page.goto("/understand/")
    page.get_by_role("link", name="Champions").click()
    page.wait_for_url("**/customers/?group=**")
    addresses = page.locator("a.who").evaluate_all("all => all.map(a => a.href)")
    for address in addresses:
        # Somebody whose story is longer than a page of it.
        page.goto(address)
        if page.locator(".more a").count():
            break
    expect(page.locator(".event")).to_have_count(20)
    page.locator(".more").scroll_into_view_if_needed()
    expect(page.locator(".event").nth(20)).to_be_attached()
    page.get_by_text("Orders", exact=True).click()
    page.wait_for_url("**kind=orders**")
    expect(page.locator(".event").first).to_contain_text(re.compile("Bought|Sent back|Began to pay|An order changed"))


def test_theme_is_kept(page: Page) -> None:
    page.goto("/settings/")
    with page.expect_response("**/settings/theme/"):
        page.locator("#page").get_by_role("button", name="Dark").click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(25, 22, 19)")
    page.goto("/customers/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/settings/")
    with page.expect_response("**/settings/theme/"):
        page.locator("#page").get_by_role("button", name="System").click()


def test_number_opens_its_people_and_says_how_it_is_computed(page: Page) -> None:
    page.goto("/understand/")
    metric = page.locator("#repeat_purchase_rate")
    expect(metric.locator(".sentence")).to_contain_text("of buyers bought again")
    metric.get_by_text("how this is computed").click()
    expect(metric.locator("pre")).to_contain_text("SELECT")
    metric.get_by_text("the people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Repeat purchase rate")
    expect(page.locator("a.who").first).to_be_visible()


def test_cohort_cell_opens_exactly_its_people(page: Page) -> None:
    page.goto("/understand/")
    cell = page.locator(".cohort td a").first
    said = re.search(r": (\d+) of", cell.get_attribute("title") or "")
    assert said is not None
    cell.click()
    page.wait_for_url("**/understand/people/cohort/**")
    expect(page.locator("a.who")).to_have_count(int(said[1]))


def test_write_key_is_made_copied_and_revoked(page: Page) -> None:
    page.goto("/settings/keys/")
    page.get_by_label("What sends with it").fill("Browser shop")
    page.get_by_role("button", name="Make the key").click()
    key = page.locator(".notice [data-copied]").inner_text()
    page.locator(".notice").get_by_role("button", name="Copy").click()
    expect(page.locator(".notice").get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == key
    row = page.locator("tr", has_text="Browser shop")
    row.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog", name="Revoke this key?").get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("status")).to_contain_text("The key of Browser shop is revoked.")


def test_colleague_joins_by_the_invitation(page: Page, browser: Browser, company: Served) -> None:
    page.goto("/settings/people/")
    page.get_by_label("E-mail").fill("dora@unfold.example")
    page.locator("aside").get_by_label("Role").select_option("analyst")
    page.get_by_role("button", name="Make an invitation").click()
    link = page.locator(".notice [data-copied]").inner_text()
    with opened(browser, company.address) as theirs:
        theirs.goto(link)
        theirs.get_by_label("Your name").fill("Dora Analyst")
        theirs.get_by_label("Password").fill("correct horse battery")
        theirs.get_by_role("button", name="Join").click()
        theirs.wait_for_url("**/customers/")
        expect(theirs.get_by_role("link", name="Add a customer")).to_have_count(0)


def test_file_is_imported_through_the_wizard(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "bestellungen.csv"
    lines = ["\ufeffBestellnummer;Datum;Kundennummer;Kunde;Artikel;Menge;Preis"]
    lines += [f"B{i};0{i}.11.2026;W{i % 3};Wizard Kunde {i % 3};Mantel;1;{i}49,90" for i in range(1, 7)]
    file.write_text("\r\n".join(lines), encoding="utf-8")
    page.goto("/imports/new/")
    page.set_input_files("input[type=file]", file)
    expect(page.locator("[data-drop-name]")).to_have_text("bestellungen.csv")
    page.get_by_role("button", name="Hand it in").click()
    page.wait_for_url("**/columns/")
    page.get_by_role("button", name="Preview").click()
    page.wait_for_url("**/preview/")
    page.get_by_role("button", name="Import it").click()
    expect(page.locator("main")).to_contain_text("bestellungen.csv")
    expect(page.get_by_role("link", name="See the customers")).to_be_visible(timeout=60_000)
    page.goto("/customers/?q=Wizard+Kunde")
    expect(page.locator("a.who")).to_have_count(3)
