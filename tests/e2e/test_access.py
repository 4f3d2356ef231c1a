"""axe-core on every tab, at both widths, in light and in dark; and the page without a mouse."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.access import complaints
from tests.e2e.conftest import NARROW, WIDE, Open
from ui.tabs import TABS

pytestmark = pytest.mark.e2e


def _answered(page: Page) -> None:
    page.locator("#kb-question textarea").fill("How many countries have liability standards?")
    page.keyboard.press("Enter")
    expect(page.locator(".kb-cite").first).to_be_visible()
    page.get_by_role("button", name="Permanent address").click()
    expect(page.locator(".kb-address")).to_be_visible()
    page.locator("#kb-transcript .kb-judge summary").click()
    page.get_by_role("button", name="Right").first.click()
    expect(page.locator("#kb-transcript .kb-judge")).to_contain_text("Thank you.")
    page.locator("#kb-history summary").click()
    page.locator(".kb-cite").first.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()


def _compared(page: Page) -> None:
    page.locator("#kb-compare-area .kb-example").first.click()
    expect(page.locator("#kb-compare-status")).to_contain_text("Cells with quotes: 3 of 4")
    page.get_by_role("button", name="Take this comparison away as Markdown").click()
    expect(page.locator("#kb-compare-files [role=status]")).to_contain_text("Made:")


def _searched(page: Page) -> None:
    page.locator("#kb-search-box input, #kb-search-box textarea").fill("liability")
    page.keyboard.press("Enter")
    expect(page.locator(".kb-hits > li")).to_have_count(4)
    page.locator(".kb-pick").first.check()
    page.get_by_role("button", name="Take the selected passages away as Markdown").click()
    expect(page.locator("#kb-search-files [role=status]")).to_contain_text("Made:")


def _checked(page: Page) -> None:
    page.get_by_label("Your draft").fill(
        "Four countries have liability standards for AI.\n\nThe team won the cup in Paris.\n\nHospitals bought robots."
    )
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#kb-check-area .kb-after")).to_be_visible()


def _as_it_is(page: Page) -> None:
    del page


_USED: Mapping[str, Callable[[Page], None]] = {
    "ask": _answered, "compare": _compared, "search": _searched, "check": _checked,
}  # fmt: skip
"""What makes a tab show all it can; the others show it at once."""


def _complaints(page: Page, where: str) -> list[str]:
    """Return the serious and critical violations on the whole length of the page."""
    # The bar at the foot of a telephone covers what lies under it; on a screen as long as the page it covers nothing.
    width = page.evaluate("window.innerWidth")
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    return complaints(page, where)


@pytest.mark.parametrize("size", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])
@pytest.mark.parametrize("name", [tab.name for tab in TABS])
def test_no_tab_has_a_serious_violation(visit: Open, ready: str, name: str, size: tuple[int, int]) -> None:
    page = visit(f"{ready}?tab={name}", size=size, scheme="dark").page
    expect(page.locator(f"#kb-tab-{name}")).to_be_visible()
    complaints = _complaints(page, "at first")
    _USED.get(name, _as_it_is)(page)
    complaints += _complaints(page, "in use")
    assert complaints == []


@pytest.mark.parametrize("size", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])
def test_the_viewer_has_no_serious_violation(visit: Open, ready: str, size: tuple[int, int]) -> None:
    page = visit(f"{ready}?tab=search&q=liability", size=size, scheme="dark").page
    page.locator(".kb-hits .kb-button").first.click()
    expect(page.locator("#kb-viewer-heading")).to_be_focused()
    page.get_by_text("Contents").click()
    page.locator("#kb-find-box").fill("liability")
    page.keyboard.press("Enter")
    expect(page.locator(".kb-found summary")).to_be_visible()
    assert _complaints(page, "viewer") == []


def test_search_and_comparison_are_used_without_a_mouse(visit: Open, ready: str) -> None:
    page = visit(ready).page
    _go_to_tab(page, "Search")
    box = page.locator("#kb-search-box input, #kb-search-box textarea")
    _tab_to(page, box)
    page.keyboard.type("liability")
    page.keyboard.press("Enter")
    expect(page.locator(".kb-hits > li")).to_have_count(4)
    _tab_to(page, page.get_by_role("button", name="France, passages: 1"))
    page.keyboard.press("Enter")
    expect(page.locator(".kb-hits > li")).to_have_count(1)
    _tab_to(page, page.locator(".kb-pick"))
    page.keyboard.press("Space")
    expect(page.locator("#kb-search-picked")).to_contain_text("Selected: 1")
    _take_by_keyboard(page, "Take the selected passages away as BibTeX", "bib")
    opener = page.locator(".kb-hits .kb-button")
    _tab_to(page, opener)
    page.keyboard.press("Enter")
    expect(page.locator("#kb-viewer-heading")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(opener).to_be_focused()
    _go_to_tab(page, "Compare")
    _tab_to(page, page.get_by_role("button", name="liability for AI in health"))
    page.keyboard.press("Enter")
    expect(page.locator("#kb-compare-status")).to_contain_text("Cells with quotes: 3 of 4")
    _tab_to(page, page.get_by_role("button", name="France on liability"))
    page.keyboard.press("Enter")
    expect(page.locator(".kb-matrix tr", has_text="France").locator("td")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#kb-viewer")).to_contain_text("page 24 of 106")
    _close_the_page(page)
    _take_by_keyboard(page, "Take this comparison away as Excel", "xlsx")


def test_a_question_goes_to_its_page_and_into_a_file_without_a_mouse(visit: Open, ready: str) -> None:
    page = visit(ready).page
    box = page.locator("#kb-question textarea")
    _tab_to(page, box)
    page.keyboard.type("How many countries have liability standards?")
    page.keyboard.press("Enter")
    mark = page.locator("#kb-transcript .kb-cite").first
    expect(mark).to_be_visible()
    expect(page.locator("#kb-transcript .kb-after")).to_be_visible()
    _tab_to(page, mark)
    expect(page.get_by_role("tooltip")).to_contain_text("Four of the fifty countries")
    page.keyboard.press("Enter")
    expect(page.locator("#kb-viewer-heading")).to_be_focused()
    expect(page.locator("#kb-viewer")).to_contain_text("page 24 of 106 (printed 12)")
    _close_the_page(page)
    expect(mark).to_be_focused()
    data = _take_by_keyboard(page, "Take this answer away as Word", "docx")
    paragraphs = [one.text for one in docx.Document(io.BytesIO(data)).paragraphs]
    assert paragraphs[0] == "How many countries have liability standards?"
    assert any("Four of the fifty countries" in text for text in paragraphs)


def _close_the_page(page: Page) -> None:
    _tab_to(page, page.get_by_role("button", name="Close the page"), keys="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#kb-viewer-heading")).to_have_count(0)


def _take_by_keyboard(page: Page, name: str, suffix: str) -> bytes:
    """Go on to a button that takes something away, press it, and return the file; the focus stays on the button."""
    button = page.get_by_role("button", name=name)
    _tab_to(page, button)
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    assert started.value.suggested_filename.endswith(f".{suffix}")
    expect(button).to_be_focused()
    return Path(started.value.path()).read_bytes()


def _go_to_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


def _tab_to(page: Page, target: Locator, *, keys: str = "Tab", most: int = 80) -> None:
    """Press the tabulator, or the keys that go back, until an element has the focus."""
    for _ in range(most):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press(keys)
    pytest.fail(f"{target} is not reached by the keyboard within {most} steps")
