"""What a web page is: a document, a page about one, or neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.fetch_checks import count_words, declared_pdf, is_page_about

BASE = "https://docs.example/item/7"


def page(folder: Path, html: str) -> Path:
    path = folder / "page"
    path.write_text(html, encoding="utf-8")
    return path


def test_menus_and_scripts_are_no_words(tmp_path: Path) -> None:
    html = "<html><body><nav>Home News</nav><script>var a = 1</script><p>Two words</p><footer>Legal</footer></body>"
    assert count_words(page(tmp_path, html)) == 2


@pytest.mark.parametrize("html", ["", " ", "<!-- -->", "\x01"])
def test_a_page_of_nothing_has_no_words_and_declares_nothing(tmp_path: Path, html: str) -> None:
    path = page(tmp_path, html)
    assert count_words(path) <= 1
    assert declared_pdf(path, url=BASE) == ""


@pytest.mark.parametrize(("words", "doc_type", "is_about"), [
    (300, "strategy", True),
    (2000, "strategy", False),
    (300, "media_release", False),
    (5, "media_release", True),
    (300, "", False),
])  # fmt: skip
def test_how_long_a_page_must_be_depends_on_the_document(
    tmp_path: Path, words: int, doc_type: str, is_about: bool
) -> None:
    path = page(tmp_path, f"<html><body>{'word ' * words}</body></html>")
    assert is_page_about(path, doc_type=doc_type) is is_about


@pytest.mark.parametrize(("head", "url"), [
    ('<meta name="citation_pdf_url" content="https://files.example/a.pdf">', "https://files.example/a.pdf"),
    ('<meta name="citation_pdf_url" content=" /a.pdf ">', "https://docs.example/a.pdf"),
    ('<link rel="alternate" type="application/pdf" href="a.pdf">', "https://docs.example/item/a.pdf"),
    ('<link rel="alternate" type="application/rss+xml" href="feed">', ""),
    ("", ""),
])  # fmt: skip
def test_a_page_may_declare_the_pdf_it_is_about(tmp_path: Path, head: str, url: str) -> None:
    path = page(tmp_path, f"<html><head>{head}</head><body>About.</body></html>")
    assert declared_pdf(path, url=BASE) == url
