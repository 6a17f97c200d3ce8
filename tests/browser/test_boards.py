"""Boards in a browser: tiles are put into another order by the mouse and by the keyboard, and stay so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect


@pytest.fixture
def composing(page: Page) -> Iterator[Page]:
    """A board of four texts, being composed; removed afterwards."""
    page.goto("/understand/boards/")
    page.get_by_label("Name").fill("Put in order")
    page.get_by_role("button", name="Make it").click()
    for word in ("One", "Two", "Three", "Four"):
        page.get_by_role("navigation", name="Kind of tile").get_by_role("link", name="Text").click()
        page.get_by_label("Text", exact=True).fill(word)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator("[data-tile]").last).to_contain_text(word)
    yield page
    page.get_by_role("button", name="Remove this board").click()
    expect(page.get_by_text("The board is removed.")).to_be_visible()


def tile(page: Page, word: str) -> Locator:
    return page.locator("[data-tile]").filter(has_text=word)


def kept(page: Page) -> list[str]:
    """The order after a reload."""
    page.reload()
    return page.locator("[data-tile] .prose").all_inner_texts()


def test_dragged_tile_stays_where_it_was_dropped(composing: Page) -> None:
    with composing.expect_response("**/order/") as answer:
        box = tile(composing, "Three").bounding_box()
        assert box is not None
        # Behind the middle of the third.
        behind = {"x": box["width"] - 20, "y": box["height"] - 20}
        tile(composing, "One").drag_to(tile(composing, "Three"), target_position=behind)
    assert answer.value.status == 204
    assert kept(composing) == ["Two", "Three", "One", "Four"]


def test_tile_is_moved_by_the_keyboard_and_keeps_the_focus(composing: Page) -> None:
    down = tile(composing, "One").get_by_role("button", name="Move down")
    down.focus()
    for place in (2, 3, 4):
        with composing.expect_response("**/order/"):
            composing.keyboard.press("Enter")
        expect(composing.locator("[data-tiles-said]")).to_have_text(f"Now at place {place} of 4")
    # At the end the arrow that cannot go on gives the focus to the other.
    expect(down).to_be_disabled()
    up = tile(composing, "One").get_by_role("button", name="Move up")
    expect(up).to_be_focused()
    with composing.expect_response("**/order/"):
        composing.keyboard.press("Space")
    assert kept(composing) == ["Two", "Three", "One", "Four"]
