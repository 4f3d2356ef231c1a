"""The Compare tab, driven as a policymaker drives it."""

from __future__ import annotations

import io
import re

import docx
import openpyxl
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


def test_a_comparison_is_taken_away_as_spreadsheet_and_word(visit: Open, ready: str) -> None:
    seen = visit(f"{ready}?tab=compare&topic=liability%0Amoney&country=FRA,PRT,SMR", size=NARROW)
    expect(seen.page.locator("#kb-compare-status")).to_contain_text("Cells with quotes: 1 of 6")
    name, data = seen.download("Take this comparison away as Excel")
    assert re.fullmatch(r"liability-\d{4}-\d\d-\d\d\.xlsx", name)
    expect(seen.page.locator("#kb-compare-files").get_by_role("status")).to_contain_text(name)
    expect(seen.page.get_by_role("button", name="Take this comparison away as Excel")).to_be_visible()
    header, *lines = openpyxl.load_workbook(io.BytesIO(data))["Matrix"].values
    assert header == ("Country", "liability", "money")
    assert [line[0] for line in lines] == ["France", "Portugal", "San Marino"]
    assert "Four of the fifty countries" in lines[0][1]
    assert [line[2] for line in lines] == [*["Documents held; silent on this"] * 2, "No document held"]
    _, paper = seen.download("Take this comparison away as Word")
    (table,) = docx.Document(io.BytesIO(paper)).tables
    assert [cell.text for cell in table.rows[0].cells] == ["Country", "liability", "money"]
    assert "Four of the fifty countries" in table.rows[1].cells[1].text
    assert seen.fits_at_both_widths()


def test_no_file_is_offered_while_cells_come_and_a_stopped_one_says_what_was_not_asked(
    visit: Open, ready: str
) -> None:
    seen = visit(f"{ready}?tab=compare&topic=liability%0Aa%20slow%20one&country=FRA,PRT")
    files = seen.page.locator("#kb-compare-files")
    expect(seen.page.get_by_role("button", name="Portugal on liability: Document held, silent")).to_be_visible()
    expect(files.get_by_role("button")).to_have_count(0)
    seen.page.get_by_role("button", name="Stop").click()
    expect(files.get_by_role("button", name="Word")).to_be_visible()
    _, data = seen.download("Take this comparison away as Markdown")
    assert "Not asked" in data.decode()


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
