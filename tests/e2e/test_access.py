"""axe-core on every tab, at both widths, in light and in dark; and the page without a mouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import NARROW, WIDE, Open, Scheme
from ui.tabs import TABS

pytestmark = pytest.mark.e2e

_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


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


def _searched(page: Page) -> None:
    page.locator("#kb-search-box input, #kb-search-box textarea").fill("liability")
    page.keyboard.press("Enter")
    expect(page.locator(".kb-hits > li")).to_have_count(4)
    page.locator(".kb-pick").first.check()


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
    """Return the serious and critical violations on the page as it stands."""
    # The bar at the foot of a telephone covers what lies under it; on a screen as long as the page it covers nothing.
    width = page.evaluate("window.innerWidth")
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    found = Axe().run(page, options=_RULES).response["violations"]
    return [
        f"{where}: {one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])
@pytest.mark.parametrize("name", [tab.name for tab in TABS])
def test_no_tab_has_a_serious_violation(
    visit: Open, ready: str, name: str, size: tuple[int, int], scheme: Scheme
) -> None:
    page = visit(f"{ready}?tab={name}", size=size, scheme=scheme).page
    expect(page.locator(f"#kb-tab-{name}")).to_be_visible()
    complaints = _complaints(page, "at first")
    _USED.get(name, _as_it_is)(page)
    complaints += _complaints(page, "in use")
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])
def test_the_viewer_has_no_serious_violation(
    visit: Open, ready: str, size: tuple[int, int], scheme: Scheme
) -> None:
    page = visit(f"{ready}?tab=search&q=liability", size=size, scheme=scheme).page
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


def _go_to_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


def _tab_to(page: Page, target: Locator, *, most: int = 80) -> None:
    """Press the tabulator until an element has the focus."""
    for _ in range(most):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} is not reached by the keyboard within {most} steps")
