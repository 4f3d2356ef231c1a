"""The Search tab, driven as a researcher drives it."""

from __future__ import annotations

import csv
import io
import re

import bibtexparser
import docx
import openpyxl
import pytest
import rispy
from playwright.sync_api import expect

from tests.e2e.conftest import NARROW, WIDE, Open

pytestmark = pytest.mark.e2e

_BOTH = pytest.mark.parametrize("size", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])


@_BOTH
def test_a_search_is_narrowed_and_its_address_opens_it_again(visit: Open, ready: str, size: tuple[int, int]) -> None:
    seen = visit(ready, size=size)
    seen.tab("Search")
    seen.page.locator("#kb-search-box input, #kb-search-box textarea").fill("liability")
    seen.page.keyboard.press("Enter")
    hits = seen.page.locator(".kb-hits > li")
    expect(hits).to_have_count(4)
    expect(hits.first.locator("mark")).to_have_text("liability")
    if size == NARROW:
        seen.page.get_by_text("Narrow down").click()
    seen.page.get_by_role("button", name="France, passages: 1").click()
    expect(hits).to_have_count(1)
    expect(seen.page.get_by_role("button", name="Remove filter: France")).to_be_visible()
    expect(seen.page.get_by_role("button", name="France, passages: 1")).to_be_focused()
    expect(seen.page).to_have_url(re.compile("tab=search&q=liability&country=FRA"))
    again = visit(seen.page.url, size=size)
    expect(again.page.locator(".kb-hits > li")).to_have_count(1)
    expect(again.page.get_by_role("button", name="Remove filter: France")).to_be_visible()
    assert again.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_back_goes_to_the_search_before(visit: Open, ready: str) -> None:
    seen = visit(f"{ready}?tab=search&q=liability")
    hits = seen.page.locator(".kb-hits > li")
    expect(hits).to_have_count(4)
    seen.page.get_by_role("button", name="Portugal, passages: 1").click()
    expect(hits).to_have_count(1)
    expect(seen.page).to_have_url(re.compile("country=PRT"))
    seen.page.go_back()
    expect(hits).to_have_count(4)
    expect(seen.page.locator("#kb-search-results .kb-tags")).to_have_count(0)


@_BOTH
def test_a_hit_opens_its_page_and_the_selection_stays(visit: Open, ready: str, size: tuple[int, int]) -> None:
    seen = visit(f"{ready}?tab=search&q=liability", size=size)
    seen.page.locator(".kb-pick").first.check()
    expect(seen.page.locator("#kb-search-picked")).to_contain_text("Selected: 1")
    opener = seen.page.locator(".kb-hits").get_by_role("button", name="Open page: p. 12 (PDF page 2)").first
    opener.click()
    expect(seen.page.locator("#kb-viewer")).to_contain_text("page 2 of 106")
    expect(seen.page.locator("#kb-viewer-heading")).to_be_focused()
    seen.page.get_by_role("button", name="Close the page").click()
    expect(opener).to_be_focused()
    seen.page.get_by_role("button", name="Newest first").click()
    expect(seen.page.locator(".kb-hits h4").first).to_have_text("National AI agenda")
    expect(seen.page.locator(".kb-pick").nth(1)).to_be_checked()
    seen.page.get_by_role("button", name="Select all shown").click()
    expect(seen.page.locator("#kb-search-picked")).to_contain_text("Selected: 4")


def test_selected_hits_are_taken_away_as_a_sheet_a_table_and_references(visit: Open, ready: str) -> None:
    seen = visit(f"{ready}?tab=search&q=liability", size=NARROW)
    files = seen.page.locator("#kb-search-files")
    expect(files).to_contain_text("None is selected, so a file will hold all passages shown: 4")
    name, data = seen.download("Take all shown passages away as CSV")
    assert re.fullmatch(r"liability-\d{4}-\d\d-\d\d\.csv", name)
    assert len(_rows(data)) == 4
    expect(files.get_by_role("status")).to_contain_text(name)
    chosen = seen.page.locator(".kb-hits > li", has=seen.page.get_by_role("heading", name="National AI agenda"))
    chosen.locator(".kb-pick").check()
    expect(files).to_contain_text("Selected passages that a file will hold: 1")
    expect(files.get_by_role("status")).to_be_empty()
    (row,) = _rows(seen.download("Take the selected passages away as CSV")[1])
    assert row["Title"] == "National AI agenda"
    _, sheet = seen.download("Take the selected passages away as Word")
    paragraphs = [one.text for one in docx.Document(io.BytesIO(sheet)).paragraphs]
    assert f"“{row['Quote']}”" in paragraphs
    assert sum("National AI agenda" in text and "p. 12 (file page 2)" in text for text in paragraphs) >= 1
    (record,) = rispy.loads(seen.download("Take the selected passages away as RIS")[1].decode())
    (entry,) = bibtexparser.parse_string(seen.download("Take the selected passages away as BibTeX")[1].decode()).entries
    assert record["title"] == "National AI agenda"
    assert record["id"] == entry.key == row["Document"]
    book = openpyxl.load_workbook(io.BytesIO(seen.download("Take the selected passages away as Excel")[1]))
    assert book["Quotes"].max_row == 2
    assert seen.fits_at_both_widths()


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_words_are_shown_as_text_whatever_they_hold(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.tab("Search")
    words = "<img src=x onerror=alert(1)> ${alert(2)} liability <script>alert(3)</script>"
    seen.page.locator("#kb-search-box input, #kb-search-box textarea").fill(words)
    seen.page.get_by_role("button", name="Search", exact=True).click()
    expect(seen.page.locator(".kb-hits > li").first).to_be_visible()
    assert seen.page.locator("#kb-tab-search img, #kb-tab-search script").count() == 0
