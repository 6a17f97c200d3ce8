"""Lists by hand: a filter is built, a view kept, a cell changed, many changed and put back."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_filter_is_built_and_kept_as_a_view(page: Page) -> None:
    page.goto("/customers/")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.locator("[data-line] [data-part=field]").select_option("kind")
    page.get_by_role("checkbox", name="Company").check()
    expect(page.locator(".reading")).to_contain_text("Companies")
    page.get_by_role("button", name="Condition", exact=True).click()
    page.locator("[data-line]").nth(1).locator("[data-part=field]").select_option("did:order.completed")
    expect(page.locator(".reading")).to_contain_text("Companies who bought")
    page.locator("[data-line]").nth(1).locator("[data-remove]").click()
    expect(page.locator(".reading")).not_to_contain_text("bought")
    page.get_by_role("button", name="Save as a view").click()
    page.locator("#view-form [name=name]").fill("Only companies")
    page.locator("#view-form").get_by_role("button", name="Keep").click()
    expect(page.get_by_role("link", name="Only companies")).to_have_attribute("aria-current", "page")
    expect(page.locator(".reading")).to_contain_text("Companies")


def test_many_are_tagged_from_the_list_and_put_back(page: Page) -> None:
    page.goto("/customers/?columns=tag")
    page.locator("input[name=pick]").nth(0).check()
    page.locator("input[name=pick]").nth(1).check()
    expect(page.locator("[data-ticked-said]")).to_have_text("2 chosen")
    page.get_by_role("button", name="Change…").click()
    page.locator("[name=tags]").fill("Press")
    page.get_by_role("button", name="Change 2").click()
    expect(page.get_by_text("2 customers changed")).to_be_visible()
    page.get_by_role("button", name="Undo this change").click()
    expect(page.get_by_text("2 customers are as before")).to_be_visible()


def test_cell_opens_where_it_stands_and_escape_leaves_it(page: Page) -> None:
    page.goto("/customers/?columns=city")
    cell = page.locator("td[data-cell=city]").first
    before = cell.inner_text()
    cell.get_by_role("button").click()
    cell.locator("input[name=value]").fill("Elsewhere")
    page.keyboard.press("Escape")
    expect(cell).to_have_text(before)
    cell.get_by_role("button").click()
    cell.locator("input[name=value]").fill("Rostock")
    page.keyboard.press("Enter")
    expect(cell).to_have_text("Rostock")


def test_filter_is_written_corrected_and_built_again_by_keyboard(page: Page) -> None:
    page.goto("/customers/")
    page.get_by_role("button", name="Filter", exact=True).press("Enter")
    expect(page.locator("[data-part=field]").first).to_be_focused()
    page.get_by_role("button", name="Write it instead").press("Enter")
    expect(page.locator("#rule-text")).to_be_focused()
    page.locator("#rule-text").fill("kind = 'company' AND did('order.completed', timez => 2)")
    expect(page.locator("#rule-standing")).to_contain_text("Did you mean times?")
    expect(page.locator(".wrong-at mark")).to_have_text("2")
    page.locator("#rule-text").fill(
        "kind = 'company' AND sequence(did('order.completed'), did_not('order.refunded', within => 30))"
    )
    expect(page.locator("#list .reading")).to_contain_text(
        "Companies who bought and then did not return goods within 30 days"
    )
    page.get_by_role("button", name="Build it instead").press("Enter")
    expect(page.locator("[data-line]")).to_have_count(2)
    page.get_by_role("button", name="Group", exact=True).press("Enter")
    expect(page.locator("[name='field.r.2.0']")).to_be_focused()
    page.get_by_role("button", name="Remove this group").press("Enter")
    expect(page.locator("[data-line]")).to_have_count(2)
    expect(page.locator("button[value='condition r']")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Filter", exact=True)).to_be_focused()
