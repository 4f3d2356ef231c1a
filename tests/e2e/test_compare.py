"""The Compare tab, driven as a policymaker drives it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NARROW, WIDE, Open

pytestmark = pytest.mark.e2e

_BOTH = pytest.mark.parametrize("size", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])


@_BOTH
def test_topics_and_countries_make_a_matrix_whose_quotes_open_their_pages(
    visit: Open, ready: str, size: tuple[int, int]
) -> None:
    seen = visit(ready, size=size)
    seen.tab("Compare")
    seen.page.get_by_label("Topics or questions").fill("liability\nmoney")
    seen.page.get_by_role("button", name="All that documents are held of").click()
    seen.page.get_by_role("button", name="Compare", exact=True).click()
    expect(seen.page.locator("#kb-compare-status")).to_contain_text("Cells with quotes: 3 of 8")
    expect(seen.page).to_have_url(re.compile("tab=compare&topic=liability%0Amoney&country="))
    seen.page.get_by_role("button", name="France on liability: quotes: 3").click()
    cell = seen.page.locator(".kb-matrix tr", has_text="France").locator("td").first
    expect(cell).to_be_focused()
    expect(cell).to_contain_text("Four of the fifty countries")
    quote = cell.locator(".kb-quote").first
    quote.click()
    expect(seen.page.locator("#kb-viewer")).to_contain_text("page 24 of 106 (printed 12)")
    seen.page.get_by_role("button", name="Close the page").click()
    expect(quote).to_be_focused()
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_address_makes_the_comparison_again(visit: Open, ready: str) -> None:
    seen = visit(f"{ready}?tab=compare&topic=liability&country=FRA,SMR")
    rows = seen.page.locator(".kb-matrix tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Four of the fifty countries")
    expect(rows.nth(1)).to_contain_text("No document held")


def test_the_reader_can_stop_and_begin_again(visit: Open, ready: str) -> None:
    seen = visit(f"{ready}?tab=compare&topic=a%20slow%20one&country=FRA,EU,PRT")
    seen.page.get_by_role("button", name="Stop").click()
    expect(seen.page.locator("#kb-compare-status")).to_contain_text("Stopped.")
    expect(seen.page.locator(".kb-matrix")).to_contain_text("Not asked")
    seen.page.get_by_label("Topics or questions").fill("liability")
    seen.page.get_by_role("button", name="Compare", exact=True).click()
    expect(seen.page.locator("#kb-compare-status")).to_contain_text("Cells with quotes: 2 of 3")


def test_the_focus_stays_where_it_is_while_cells_come(visit: Open, ready: str) -> None:
    seen = visit(f"{ready}?tab=compare&topic=money%0Aliability&country=FRA,EU,EURO,PRT")
    cell = seen.page.get_by_role("button", name="Portugal on liability")
    expect(cell).to_be_visible()
    cell.focus()
    expect(seen.page.locator("#kb-compare-status")).to_contain_text("Cells with quotes: 3 of 8")
    expect(cell).to_be_focused()


def test_what_cannot_be_compared_is_said(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.tab("Compare")
    seen.page.get_by_role("button", name="Compare", exact=True).click()
    expect(seen.page.get_by_role("alert")).to_have_text("Write at least one topic.")
