"""`python app.py` on the home that its first start has filled with the starter corpus: it answers from it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NARROW, WIDE, Open
from tests.e2e.programs import client_of, tool
from tests.e2e.serving import serving

pytestmark = pytest.mark.e2e

_ROOT = Path(__file__).parents[2]
_OPENED_MS = 60_000  # loading the model on two busy cores
_ANSWERED_MS = 30_000
_LIABILITY = "How many countries have liability standards for AI in health?"


@pytest.fixture(scope="module")
def address(starter: Path) -> Iterator[str]:
    with serving("app.py", "--home", str(starter), "--port", "{port}") as served:
        yield served


@pytest.fixture
def opened(visit: Open, address: str, request: pytest.FixtureRequest) -> Page:
    """The page, once the library is open."""
    seen = visit(address, size=getattr(request, "param", WIDE))
    expect(seen.page.locator(".kb-opening h2")).to_have_text("Ask the documents", timeout=_OPENED_MS)
    return seen.page


def _ask(page: Page, question: str) -> None:
    page.locator("#kb-question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".kb-exchange")).to_have_count(1)
    expect(page.locator(".kb-steps")).to_have_count(0, timeout=_ANSWERED_MS)


def _picture(page: Page) -> tuple[str, bytes]:
    picture = page.locator("#kb-viewer img")
    expect(picture).to_have_js_property("complete", value=True)
    address = urljoin(page.url, picture.get_attribute("src") or "")
    return address, page.request.get(address).body()


def _marked_share(address: str, png: bytes, page: Page) -> float:
    """Share of the picture that differs from the same page without marks."""
    plain = page.request.get(re.sub(r"&spans=[^&]*", "", address)).body()
    shown, bare = (Image.open(io.BytesIO(data)).convert("RGB") for data in (png, plain))
    difference = ImageChops.difference(shown, bare).convert("L").point(lambda value: 255 if value else 0)
    return difference.histogram()[255] / (shown.width * shown.height)


@pytest.mark.parametrize("opened", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")], indirect=True)
def test_an_answer_is_clicked_through_to_the_marked_lines(opened: Page, starter: Path) -> None:
    _ask(opened, _LIABILITY)
    expect(opened.locator(".kb-statements").first).to_contain_text("4 of 50")
    opened.locator("#kb-sources .kb-card", has_text="PDF page").get_by_role(
        "button", name=re.compile("^Open page")
    ).first.click()
    expect(opened.locator("#kb-viewer .kb-position")).to_contain_text(re.compile(r"page \d+ of \d+ \(printed \S+\)"))
    address, png = _picture(opened)
    assert 0 < _marked_share(address, png, opened) < 0.2, "a few lines are marked, not none and not the page"
    quote = opened.locator("#kb-viewer mark").text_content()
    assert _page_text(starter, address) == quote


def _page_text(home: Path, address: str) -> str:
    """What the command says stands at the place the picture marks."""
    parts = urlsplit(address)
    document, page = parts.path.removesuffix(".png").split("/")[-2:]
    start, end = map(int, parse_qs(parts.query)["spans"][0].split("-"))
    command = [sys.executable, "cli.py", "page", document, page, "--home", str(home), "--json"]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    return str(json.loads(done.stdout)["text"][start:end])


def test_what_no_document_answers_is_refused(opened: Page) -> None:
    _ask(opened, "What is the price of a litre of milk in Mongolia?")
    expect(opened.locator(".kb-refusal")).to_contain_text("No answer")
    expect(opened.locator(".kb-statements")).to_have_count(0)


def test_a_filter_binds_the_answer(opened: Page) -> None:
    opened.get_by_role("button", name="Filters").click()
    opened.get_by_label("Country or region").click()
    opened.get_by_role("option", name="Finland").click()
    opened.keyboard.press("Escape")
    expect(opened.get_by_role("button", name="Remove filter: Finland")).to_be_visible()
    _ask(opened, "How is the health workforce trained in AI?")
    cards = opened.locator("#kb-sources .kb-card")
    assert cards.count() > 0
    assert all("Finland" in text for text in cards.all_text_contents())


def test_the_library_lists_the_starter_corpus(opened: Page) -> None:
    opened.get_by_role("tab", name="Library").click()
    held = opened.locator("#kb-library")
    for country in ("WHO European Region", "European Union", "Finland", "Portugal"):
        expect(held.get_by_role("table", name=re.compile(country)).first).to_be_visible()


def test_other_programs_get_quotes_that_stand_on_their_pages(opened: Page, address: str) -> None:
    """REST and MCP give the same answer, and each citation's place in the page's text holds its quote."""
    library = client_of(address)
    by_rest = library.predict(_LIABILITY, country="EURO", api_name="/ask")
    by_mcp = tool(address, "ask", question=_LIABILITY, country="EURO").structuredContent
    assert by_mcp is not None
    assert {**by_mcp, "timings_ms": {}} == {**by_rest, "timings_ms": {}}
    assert by_rest["citations"]
    for cited in by_rest["citations"]:
        page = library.predict(cited["document_id"], cited["page"], revision=cited["revision"], api_name="/page")
        assert page["text"][cited["start"] : cited["end"]] == cited["quote"]
        assert {"document_id": cited["document_id"], "page": cited["page"]}.items() <= page.items()
