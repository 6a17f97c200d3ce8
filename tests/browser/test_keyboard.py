"""The program without a mouse."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_first_tab_skips_to_the_page(page: Page) -> None:
    page.goto("/customers/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#page")).to_be_focused()


def test_palette_finds_a_place_and_goes_there(page: Page) -> None:
    page.goto("/customers/")
    page.keyboard.press("Control+k")
    asked = page.get_by_role("combobox", name="Find anything")
    expect(asked).to_be_focused()
    expect(page.locator("#palette").get_by_role("option", name="Customers")).to_have_attribute("aria-selected", "true")
    asked.press_sequentially("write key")
    expect(page.locator("#palette").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/keys/")


def test_palette_finds_a_person_by_part_of_the_name(page: Page) -> None:
    page.goto("/customers/")
    name = page.locator("a.who strong").first.inner_text()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find anything").press_sequentially(name)
    first = page.locator("#palette").get_by_role("option").first
    expect(first).to_contain_text(name)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/*/")


def test_escape_closes_the_palette_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/settings/")
    button = page.get_by_role("button", name="Find anything").first
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Find anything").press_sequentially("abc")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()
    expect(button).to_be_focused()


def test_slash_searches_and_arrow_leads_into_the_list(page: Page) -> None:
    page.goto("/customers/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search customers")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("a.who").nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("a.who").nth(1)).to_be_focused()
    page.keyboard.press("k")
    target = page.locator("a.who").nth(0)
    expect(target).to_be_focused()
    address = target.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_two_keys_go_to_a_place(page: Page) -> None:
    page.goto("/customers/")
    page.keyboard.press("g")
    page.keyboard.press("u")
    page.wait_for_url("**/understand/")


def test_question_mark_shows_all_keys(page: Page) -> None:
    page.goto("/customers/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).not_to_be_visible()


def test_letters_typed_into_a_field_are_letters(page: Page) -> None:
    page.goto("/customers/new/")
    page.get_by_label("Name").press_sequentially("gu?nk/")
    assert page.get_by_label("Name").input_value() == "gu?nk/"
    assert page.url.endswith("/customers/new/")
