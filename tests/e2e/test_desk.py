"""What a reader does with an answer: takes it away, keeps it, judges it, finds it again; and a draft checked."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NARROW, Open

pytestmark = pytest.mark.e2e

_HOSTILE = "<img src=x onerror=alert(1)> [here](javascript:alert(1)) $x$"
_SPEECH = (
    "Four countries have liability standards for AI in health today.\n\n"
    "The national team won the football cup in Paris.\n\n"
    f"Hospitals of the whole region wrote {_HOSTILE} last year.\n\n"
    "Who are you?"
)


def test_an_answer_is_taken_away_kept_and_opened_by_its_address(visit: Open, ready: str) -> None:
    seen = visit(ready, size=NARROW)
    seen.ask(f"liability {_HOSTILE}")
    expect(seen.page.locator("#kb-transcript .kb-after")).to_be_visible()
    name, data = seen.download("Take this answer away as Word")
    assert re.fullmatch(r"liability-img-[\w-]+-\d{4}-\d\d-\d\d\.docx", name)
    assert zipfile.is_zipfile(io.BytesIO(data))
    _, text = seen.download("Take this answer away as Markdown")
    assert "Four of the fifty countries" in text.decode()
    seen.page.get_by_role("button", name="Permanent address").click()
    link = seen.page.locator(".kb-address a")
    expect(link).to_have_text(re.compile(rf"^{re.escape(ready)}\?answer=[0-9a-f]{{16}}$"))
    assert seen.fits_at_both_widths()

    other = visit(link.inner_text(), size=NARROW)
    kept = other.page.locator(".kb-kept")
    expect(kept).to_contain_text("shown as it was given")
    expect(kept.locator(".kb-question")).to_contain_text(_HOSTILE)
    expect(kept).to_contain_text("None of the cited documents has changed since.")
    assert other.fits
    kept.get_by_role("button", name=re.compile("^Source 1:")).click()
    expect(other.page.locator("#kb-viewer")).to_contain_text("page 24 of 106 (printed 12)")
    other.page.get_by_role("button", name="Close the page").click()
    kept.get_by_role("button", name="Ask again on today's library").click()
    expect(other.page.locator("#kb-transcript .kb-cite").first).to_be_visible()
    expect(kept).to_be_visible()
    kept.get_by_role("button", name="Close this answer").click()
    expect(kept).to_have_count(0)
    expect(other.page).not_to_have_url(re.compile("answer="))


def test_an_address_under_which_nothing_is_kept_says_so(visit: Open, ready: str) -> None:
    seen = visit(f"{ready}?answer=0123456789abcdef")
    expect(seen.page.get_by_role("alert")).to_contain_text("No answer is kept under this address.")
    seen.ask("liability")
    expect(seen.page.locator("#kb-transcript .kb-cite").first).to_be_visible()


def test_an_answer_and_a_citation_are_judged_with_a_comment(visit: Open, ready: str) -> None:
    seen = visit(ready, size=NARROW)
    seen.ask("liability")
    whole = seen.page.locator("#kb-transcript .kb-judge")
    whole.get_by_text("Add a comment first").click()
    whole.get_by_role("textbox").fill(_HOSTILE)
    wrong = whole.get_by_role("button", name="Wrong")
    wrong.focus()
    seen.page.keyboard.press("Enter")
    expect(whole).to_contain_text("Thank you. Noted: Wrong.")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-pressed", "true")
    expect(whole.get_by_role("textbox")).to_have_value(_HOSTILE)
    card = seen.page.locator("#kb-sources .kb-card").first
    card.get_by_role("button", name="Not supported").click()
    expect(card).to_contain_text("Thank you. Noted: Not supported.")
    assert seen.fits_at_both_widths()


def test_a_conversation_is_found_again_in_this_browser_and_deleted(visit: Open, ready: str) -> None:
    seen = visit(ready, size=NARROW)
    page, history = seen.page, seen.page.locator("#kb-history")
    for number, question in enumerate((f"liability {_HOSTILE}", "Who won the cup?"), start=1):
        seen.ask(question)
        expect(page.locator("#kb-transcript .kb-after")).to_have_count(number)
    expect(history).to_contain_text("Earlier conversations (1)")
    page.reload()
    expect(history).to_contain_text("Earlier conversations (1)")
    history.locator("summary").click()
    fold = history.locator("details")
    fold.evaluate("node => node.removeAttribute('open')")  # as the framework does where it writes the list anew
    expect(fold).to_have_attribute("open", "")
    history.get_by_role("button", name="Open the conversation: liability").click()
    expect(page.locator(".kb-exchange")).to_have_count(2)
    expect(page.locator(".kb-question").first).to_contain_text(_HOSTILE)
    page.locator(".kb-cite").first.click()
    expect(page.locator("#kb-viewer")).to_contain_text("page 24 of 106 (printed 12)")
    page.get_by_role("button", name="Close the page").click()
    history.get_by_role("button", name="Delete the conversation: liability").click()
    expect(history).to_contain_text("Earlier conversations (0)")
    expect(history.locator("summary")).to_be_focused()
    assert page.evaluate("window.localStorage.length") == 0


def test_a_conversation_that_was_changed_in_the_browser_is_not_shown(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.ask("liability")
    expect(seen.page.locator("#kb-history")).to_contain_text("Earlier conversations (1)")
    seen.page.evaluate(
        """() => {
          const [key] = Object.keys(localStorage);
          localStorage.setItem(key, localStorage.getItem(key).replaceAll("Four of the fifty", "Forty of the fifty"));
        }"""
    )
    seen.page.reload()
    seen.page.locator("#kb-history summary").click()
    seen.page.get_by_role("button", name="Open the conversation: liability").click()
    expect(seen.page.get_by_role("alert")).to_contain_text("This conversation cannot be opened")
    expect(seen.page.locator(".kb-exchange")).to_have_count(0)


def test_a_browser_that_keeps_nothing_still_answers(visit: Open, ready: str) -> None:
    seen = visit(ready)
    seen.page.evaluate(
        """Object.defineProperty(window, "localStorage", {
          get() { throw new DOMException("denied", "SecurityError"); },
        })"""
    )
    seen.ask("liability")
    expect(seen.page.locator(".kb-cite").first).to_be_visible()
    seen.page.evaluate("kbDesk.tellList()")
    seen.page.locator("#kb-history summary").click()
    expect(seen.page.locator("#kb-history")).to_contain_text("This browser keeps no conversations")


def test_a_draft_is_checked_filtered_and_taken_away(visit: Open, ready: str) -> None:
    seen = visit(f"{ready}?tab=check", size=NARROW)
    page, area = seen.page, seen.page.locator("#kb-check-area")
    page.get_by_label("Your draft").fill(_SPEECH)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(area.locator(".kb-after")).to_be_visible()
    expect(area.locator(".kb-said")).to_have_count(4)
    expect(area.locator(".kb-said").nth(0)).to_contain_text("Supported")
    expect(area.locator(".kb-said").nth(2)).to_contain_text(_HOSTILE)
    assert area.locator("img").count() == 0
    assert seen.fits
    _, commented = seen.download("Word with comments")
    _, noted = seen.download("Word with footnotes")
    assert ["word/comments.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist() for data in (commented, noted)] == [
        True, False,
    ]  # fmt: skip
    looked_at = area.get_by_role("button", name="Contradicted or not found 2")
    looked_at.click()
    expect(area.locator(".kb-said")).to_have_count(2)
    expect(looked_at).to_be_focused()
    mark = area.locator(".kb-cite").first
    mark.click()
    expect(page.locator("#kb-viewer")).to_contain_text("page 6 of 106")
    page.get_by_role("button", name="Close the page").click()
    expect(mark).to_be_focused()
    assert seen.fits_at_both_widths()


def test_a_file_is_checked_and_one_that_is_no_draft_is_refused(visit: Open, ready: str) -> None:
    seen = visit(f"{ready}?tab=check")
    status, chooser = seen.page.locator("#kb-check-status"), seen.page.locator("#kb-tab-check input[type=file]")
    chooser.first.set_input_files({"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    expect(status).to_contain_text("report.pdf is not a draft that can be checked.")
    chooser.first.set_input_files({"name": "speech.md", "mimeType": "text/markdown", "buffer": _SPEECH.encode()})
    expect(seen.page.locator(".kb-said")).to_have_count(4)


def test_a_check_can_be_stopped_and_begun_again(visit: Open, ready: str) -> None:
    seen = visit(f"{ready}?tab=check")
    draft = seen.page.get_by_label("Your draft")
    draft.fill(f"{_SPEECH}\n\nThis one is a slow sentence about the hospitals of Europe.")
    seen.page.get_by_role("button", name="Check", exact=True).click()
    expect(seen.page.locator(".kb-said").first).to_be_visible()
    seen.page.get_by_role("button", name="Stop", exact=True).locator("visible=true").click()
    expect(seen.page.locator("#kb-check-status")).to_contain_text("Stopped after")
    draft.fill("Four countries have liability standards for AI in health today.")
    seen.page.get_by_role("button", name="Check", exact=True).click()
    expect(seen.page.locator("#kb-check-status")).to_contain_text("Sentences checked: 1")
