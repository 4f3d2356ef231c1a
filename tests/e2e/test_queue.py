"""Too many are waiting: each tab says so in the reader's language, at once, and can be used again."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NARROW, WIDE, Open
from ui.strings import strings

pytestmark = pytest.mark.e2e


def _ask(page: Page) -> None:
    page.locator("#kb-question textarea").fill("liability")
    page.keyboard.press("Enter")


def _search(page: Page) -> None:
    page.locator("#kb-search-box input, #kb-search-box textarea").fill("liability")
    page.keyboard.press("Enter")


def _compare(page: Page) -> None:
    page.locator("#kb-compare-area .kb-example").first.click()


def _check(page: Page) -> None:
    page.locator("#kb-check-text textarea").fill("Four countries have liability standards for AI.")
    page.locator("#kb-check-go").click()


def _fill_the_line(address: str) -> None:
    """Ask over REST until a question is refused: then one is answered and one waits, for seconds."""
    for _ in range(5):
        if httpx.post(f"{address}gradio_api/call/v2/ask", json={"question": "slow"}).status_code == 503:
            return
    pytest.fail("the line does not fill")


_USED = {
    "ask": (_ask, "#kb-ask"), "search": (_search, "#kb-search-go"), "compare": (_compare, "#kb-compare-go"),
    "check": (_check, "#kb-check-go"),
}  # fmt: skip
"""How each tab is made to do something long, and the button that begins it."""


@pytest.mark.parametrize(
    ("tab", "locale", "size"),
    [("ask", "fr-FR", WIDE), ("search", "de-DE", NARROW), ("compare", "ru-RU", WIDE), ("check", "en-GB", NARROW)],
)
def test_a_full_line_is_told_in_the_page(
    visit: Open, serve: Callable[[str], str], tab: str, locale: str, size: tuple[int, int]
) -> None:
    use, button = _USED[tab]
    address = serve("narrow")
    seen = visit(f"{address}?tab={tab}", locale=locale, size=size)
    page = seen.page
    expect(page.locator(f"#kb-tab-{tab}")).to_be_visible()
    _fill_the_line(address)
    use(page)
    said = page.get_by_role("alert").filter(has_text=strings(locale[:2]).busy)
    expect(said).to_be_visible()
    expect(page.locator(".toast-body:visible")).to_have_count(0)
    expect(page.locator(button)).to_be_visible()
    if tab == "ask":
        expect(page.locator("#kb-question textarea")).to_have_value("liability")
    seen.errors[:] = [line for line in seen.errors if "503" not in line]  # the browser notes what was refused
