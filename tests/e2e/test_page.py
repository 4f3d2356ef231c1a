"""The page, driven as a reader drives it, at the width of a desk and of a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import NARROW, WIDE, Open
from tests.ui.fakes import FINDING

pytestmark = pytest.mark.e2e

_BOTH = pytest.mark.parametrize("size", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])


def _no_sideways_scrolling(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@_BOTH
def test_a_citation_opens_the_page_with_its_lines_marked_where_the_reader_turns_pages_until_it_is_closed(
    visit: Open, ready: str, size: tuple[int, int]
) -> None:
    seen = visit(ready, size=size)
    seen.ask("How many countries have liability standards?")
    expect(seen.page.locator(".kb-statements")).to_contain_text("Four of the fifty countries")
    expect(seen.page.locator("#kb-sources .kb-card").first).to_contain_text("p. 12 (PDF page 24)")
    opener = seen.page.get_by_role("button", name=re.compile("^Source 1:"))
    opener.click()
    expect(seen.page.locator("#kb-viewer")).to_contain_text("page 24 of 106 (printed 12)")
    picture = seen.page.locator("#kb-viewer img")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    assert re.search(r"spans=\d+-\d+", picture.get_attribute("src") or "")
    expect(seen.page.locator("#kb-viewer-heading")).to_be_focused()
    expect(seen.page.locator("#kb-viewer-heading")).to_be_in_viewport()
    assert _no_sideways_scrolling(seen.page)
    seen.page.get_by_role("button", name="Next page").first.click()
    expect(seen.page.locator("#kb-viewer")).to_contain_text("page 25 of 106 (printed 13)")
    assert "spans" not in (seen.page.locator("#kb-viewer img").get_attribute("src") or "")
    seen.page.get_by_role("button", name="Close the page").click()
    expect(opener).to_be_focused()
    expect(opener).to_be_in_viewport()


@_BOTH
def test_a_citation_shows_its_quote_to_the_pointer_and_to_the_focus(
    visit: Open, ready: str, size: tuple[int, int]
) -> None:
    seen = visit(ready, size=size)
    seen.ask("How many countries have liability standards?")
    cite = seen.page.get_by_role("button", name=re.compile("^Source 1:"))
    tip = seen.page.get_by_role("tooltip")
    # From here on the answer is not redrawn any more.
    expect(seen.page.get_by_role("button", name="New conversation")).to_be_visible()
    seen.page.mouse.move(1, 1)
    cite.scroll_into_view_if_needed()
    seen.page.wait_for_timeout(500)  # a page that scrolls takes the quote away again
    cite.hover()
    expect(tip).to_contain_text("Four of the fifty countries")
    seen.page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    seen.page.get_by_role("button", name=re.compile("^Source 2:")).focus()
    expect(tip).to_contain_text("Stratégie nationale")
    assert _no_sideways_scrolling(seen.page)


@_BOTH
def test_the_viewer_zooms_finds_and_follows_the_contents(visit: Open, ready: str, size: tuple[int, int]) -> None:
    seen = visit(ready, size=size)
    seen.ask("How many countries have liability standards?")
    seen.page.get_by_role("button", name=re.compile("^Source 1:")).click()
    picture = seen.page.locator("#kb-viewer img")
    expect(picture).to_be_visible()
    width = picture.evaluate("image => image.clientWidth")
    for _ in range(3):
        seen.page.get_by_role("button", name="Zoom in").click()
    expect(seen.page.locator(".kb-zoom-level")).to_have_text("200 %")
    assert picture.evaluate("image => image.clientWidth") > 1.9 * width
    expect(picture).to_have_attribute("src", re.compile("scale=3"))
    seen.page.get_by_text("Contents").click()
    seen.page.get_by_role("button", name="Annex 40").click()
    expect(seen.page.locator("#kb-viewer")).to_contain_text("page 40 of 106")
    expect(seen.page.locator(".kb-zoom-level")).to_have_text("200 %")
    seen.page.get_by_label("Find in this document").fill("liability standards")
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator(".kb-found")).to_contain_text("The first 100 matches for “liability standards”")
    seen.page.locator(".kb-found button").first.click()
    expect(seen.page.locator("#kb-viewer")).to_contain_text("page 1 of 106")
    assert "spans=" in (picture.get_attribute("src") or "")
    assert _no_sideways_scrolling(seen.page)


def test_a_document_without_pictures_shows_its_text_marked(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.ask("How many countries have liability standards?")
    seen.page.get_by_role("button", name=re.compile("^Source 2:")).click()
    expect(seen.page.locator("#kb-viewer mark")).to_have_text(FINDING)
    expect(seen.page.locator("#kb-viewer")).to_contain_text("section 2 of 9")


def test_a_press_means_the_button_it_began_on_though_the_answer_is_written_anew_under_it(
    visit: Open, ready: str
) -> None:
    seen = visit(ready)
    seen.ask("How many countries have liability standards?")
    expect(seen.page.locator("#kb-transcript .kb-after")).to_have_count(1)
    second = seen.page.get_by_role("button", name=re.compile("^Source 2:"))
    second.hover()
    seen.page.mouse.down()
    second.evaluate("node => node.replaceWith(node.cloneNode(true))")
    seen.page.mouse.up()
    expect(seen.page.locator("#kb-viewer mark")).to_have_text(FINDING)


def test_a_question_without_answer_is_refused_with_reason_and_neighbours(visit: Open, ready: str) -> None:
    seen = visit(ready, size=NARROW)
    seen.ask("Who won the cup?")
    refusal = seen.page.locator(".kb-refusal")
    expect(refusal).to_contain_text("No answer")
    expect(refusal).to_contain_text("The library's documents are silent on this")
    expect(refusal).to_contain_text("Related, but no answer (2)")
    expect(refusal).to_contain_text("covers 4 documents from 4 countries")
    expect(seen.page.locator(".kb-statements")).to_have_count(0)
    assert seen.fits
    refusal.get_by_role("button", name="What the library holds").click()
    expect(seen.page.locator("#kb-library")).to_be_visible()
    seen.tab("Ask")
    expect(refusal).to_be_visible()
    assert seen.fits_at_both_widths()


def test_filters_show_as_tags_and_go_again(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.page.get_by_role("button", name="Filters").click()
    country = seen.page.get_by_label("Country or region")
    country.click()
    seen.page.get_by_role("option", name="France").click()
    seen.page.keyboard.press("Escape")
    tags = seen.page.locator("#kb-tags")
    remove = tags.get_by_role("button", name="Remove filter: France")
    expect(remove).to_be_visible()
    remove.click()
    expect(remove).to_have_count(0)
    expect(seen.page.locator("#kb-filters")).not_to_contain_text("France")


def test_an_example_asks_itself(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.page.get_by_role("button", name="How many countries have liability standards for AI in health?").click()
    expect(seen.page.locator(".kb-question")).to_contain_text("liability standards for AI in health?")
    expect(seen.page.locator(".kb-cite").first).to_be_visible()


def test_the_reader_can_stop(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.ask("a slow one")
    expect(seen.page.locator(".kb-step-now")).to_be_visible()
    seen.page.get_by_role("button", name="Stop").click()
    expect(seen.page.locator("#kb-transcript")).to_contain_text("Stopped. No answer was given.")
    expect(seen.page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    seen.ask("liability")
    expect(seen.page.locator(".kb-cite").first).to_be_visible()


def test_waiting_ends_with_one_line(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.ask("a slow one")
    expect(seen.page.get_by_role("alert")).to_contain_text("No answer after 8 seconds", timeout=12_000)


def test_a_fault_on_the_server_is_one_line_without_its_details(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.ask("crash")
    expect(seen.page.get_by_role("alert")).to_contain_text("a fault on the server")
    assert "secret detail" not in seen.page.content()


def test_a_question_is_shown_as_text_whatever_it_holds(visit: Open, ready: str) -> None:
    seen = visit(ready)
    question = "<img src=x onerror=alert(1)> ${alert(2)} {{this}} liability <script>alert(3)</script>"
    seen.ask(question)
    expect(seen.page.locator(".kb-cite").first).to_be_visible()
    assert question in seen.page.locator(".kb-question").inner_text()
    assert seen.page.locator("#kb-layout img, #kb-transcript script").count() == 0


def test_a_new_conversation_begins_empty(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.ask("liability")
    expect(seen.page.locator(".kb-cite").first).to_be_visible()
    seen.page.get_by_role("button", name="New conversation").click()
    expect(seen.page.locator(".kb-opening h2")).to_have_text("Ask the documents")
    expect(seen.page.locator("#kb-sources")).not_to_contain_text("Cited passages")


def test_another_language_keeps_the_conversation_and_the_address_remembers_it(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.ask("liability")
    expect(seen.page.locator(".kb-cite").first).to_be_visible()
    seen.page.get_by_label("Language", exact=True).click()
    seen.page.get_by_role("option", name="Deutsch").click()
    expect(seen.page.locator("#kb-sources")).to_contain_text("Zitierte Stellen")
    expect(seen.page.locator(".kb-question")).to_contain_text("liability")
    expect(seen.page).to_have_url(re.compile("lang=de"))
    expect(seen.page).to_have_title("Bibliothek zur KI-Politik im Gesundheitswesen")


def test_the_library_tab_lists_what_is_held(visit: Open, ready: str) -> None:
    seen = visit(ready, size=NARROW)
    seen.tab("Library")
    held = seen.page.locator("#kb-library")
    expect(held.get_by_role("table")).to_have_count(4)
    held.get_by_role("button", name="National AI agenda").click()
    expect(seen.page.locator("#kb-viewer")).to_contain_text("page 1 of 48")
    assert seen.fits_at_both_widths()


@_BOTH
def test_a_square_of_the_map_leads_to_the_table_of_its_country(
    visit: Open, ready: str, size: tuple[int, int]
) -> None:
    seen = visit(ready, size=size)
    seen.tab("Library")
    square = seen.page.get_by_role("button", name="Portugal (PT), documents: 1")
    expect(square).to_contain_text("PT")
    square.click()
    caption = seen.page.locator("#kb-library caption", has_text="Portugal")
    expect(caption).to_be_focused()
    expect(caption).to_be_in_viewport()
    assert _is_in_sight(caption)
    seen.page.get_by_role("table", name="Portugal").locator("xpath=following-sibling::p[1]").get_by_role(
        "button", name="Back to the map"
    ).click()
    expect(square).to_be_focused()
    expect(square).to_be_in_viewport()
    assert _no_sideways_scrolling(seen.page)


def _is_in_sight(element: Locator) -> bool:
    """Whether nothing that stays in place, such as the tabs or the question's row, covers an element's beginning."""
    return bool(
        element.evaluate(
            """node => {
              const box = node.getBoundingClientRect();
              return node.contains(document.elementFromPoint(box.left + 5, box.top + box.height / 2));
            }"""
        )
    )


def test_the_map_is_used_without_a_mouse(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.tab("Library")
    squares = seen.page.locator("#kb-library .kb-squares button")
    expect(squares).to_have_count(2)
    squares.first.focus()
    seen.page.keyboard.press("Tab")
    expect(squares.nth(1)).to_be_focused()
    seen.page.keyboard.press("Tab")
    chip = seen.page.get_by_role("button", name="WHO European Region 1")
    expect(chip).to_be_focused()
    seen.page.keyboard.press("Enter")
    caption = seen.page.locator("#kb-library caption", has_text="WHO European Region")
    expect(caption).to_be_focused()
    assert _is_in_sight(caption), "the tabs stay at the top and must not cover it"


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en-GB", "Ask the documents"),
        ("fr-FR", "Interroger les documents"),
        ("de-AT", "Die Dokumente befragen"),
        ("ru-RU", "Задайте вопрос документам"),
    ],
)
def test_the_page_speaks_the_browsers_language_and_its_library_tab_fits_a_telephone_in_it(
    visit: Open, ready: str, locale: str, words: str
) -> None:
    seen = visit(ready, size=NARROW, locale=locale)
    expect(seen.page.locator(".kb-opening h2")).to_have_text(words)
    assert seen.page.evaluate("document.documentElement.lang") == locale[:2]
    seen.page.get_by_role("tab").last.click()
    squares = seen.page.locator("#kb-library .kb-squares li")
    expect(squares).to_have_count(53)
    assert _no_sideways_scrolling(seen.page)
    boxes = [box for square in squares.all() if (box := square.bounding_box())]
    assert len(boxes) == 53
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= NARROW[0] for box in boxes)
    assert all(min(box["width"], box["height"]) >= 24 for box in boxes), "smaller is hard to hit (WCAG 2.5.8)"
    fits = "n.scrollWidth <= n.clientWidth && n.scrollHeight <= n.clientHeight"
    assert seen.page.locator("#kb-library .kb-square").evaluate_all(f"nodes => nodes.every(n => {fits})")


def test_the_page_is_used_without_a_mouse(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.page.locator("#kb-question textarea").focus()
    seen.page.keyboard.type("liability")
    seen.page.keyboard.press("Enter")
    cite = seen.page.locator(".kb-cite").first
    expect(cite).to_be_visible()
    cite.focus()
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator("#kb-viewer-heading")).to_be_focused()
    seen.page.keyboard.press("Shift+Tab")
    seen.page.keyboard.press("Shift+Tab")
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator("#kb-viewer article")).to_have_count(0)
    expect(cite).to_be_focused()


def test_the_page_shows_the_library_being_built_and_switches_by_itself(
    visit: Open, serve: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = tmp_path / "gate"
    gate.touch()
    monkeypatch.setenv("SLOW_GATE", str(gate))
    seen = visit(serve("slow"))
    expect(seen.page.locator(".kb-opening")).to_contain_text(re.compile(r"\d+ of 40 files: document-\d+\.pdf"))
    expect(seen.page.get_by_role("button", name="Ask", exact=True)).to_be_disabled()
    gate.unlink()
    expect(seen.page.locator(".kb-opening h2")).to_have_text("Ask the documents", timeout=60_000)
    seen.ask("liability")
    expect(seen.page.locator(".kb-cite").first).to_be_visible()


@pytest.mark.parametrize(
    ("mode", "line"),
    [
        pytest.param("empty", "policy-kb ingest FOLDER", id="nothing held"),
        pytest.param("broken", "var: the folder is not writable.", id="home not writable"),
    ],
)
def test_a_page_that_cannot_answer_says_why_and_what_to_do(
    visit: Open, serve: Callable[[str], str], mode: str, line: str
) -> None:
    seen = visit(serve(mode))
    expect(seen.page.locator(".kb-opening")).to_contain_text(line)
    expect(seen.page.get_by_role("button", name="Ask", exact=True)).to_be_disabled()
