"""Text stays text: read back by another program, it says what it said."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

from answer.export.escape import csv_cell, is_formula, latex, markdown, one_line, web_address
from tests.answer.export.making import HOSTILE, read_latex

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TEXTS = st.text() | st.sampled_from(HOSTILE) | st.text("\\`*_{}[]()<>#+-=.!|~$:&;\"'@^/ 1aж\n\t")


def each_hostile(test):
    for text in HOSTILE:
        test = example(text)(test)
    return test


def shown(source: str) -> str:
    """Return the text that a renderer of Markdown shows of one paragraph, and nothing but text may be in it."""
    tokens = MARKDOWN.parse(source)
    kinds = [token.type for token in tokens]
    assert kinds in ([], ["paragraph_open", "inline", "paragraph_close"]), kinds
    inline = tokens[1].children if tokens else []
    assert {token.type for token in inline or []} <= {"text", "text_special"}, inline
    return "".join(token.content for token in inline or [])


@each_hostile
@given(TEXTS)
def test_markdown_shows_the_text(text: str) -> None:
    assert shown(markdown(text)) == one_line(text)


@each_hostile
@given(TEXTS)
def test_latex_shows_the_text_and_its_braces_balance(text: str) -> None:
    source = latex(text)
    assert source.count("{") == source.count("}")
    depth = 0
    for char in source:
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    plain = re.sub("[`'\u2033\ue000\ue001]", "", one_line(text))  # LaTeX sets the first two as quotation marks
    assert " ".join(read_latex(latex(plain)).split()) == " ".join(plain.split())


@each_hostile
@given(TEXTS)
def test_a_cell_is_no_formula(text: str) -> None:
    cell = csv_cell(text)
    assert not is_formula(cell)
    assert not cell.startswith(("\t", "\r", "\n"))
    assert cell.removeprefix("'") == one_line(text).removeprefix("'")


@each_hostile
@given(st.text(st.characters(exclude_categories=[])))
def test_xml_can_hold_every_line(text: str) -> None:
    element = etree.Element("t")
    element.text = one_line(text)
    assert etree.fromstring(etree.tostring(element)).text in {one_line(text), None}
    assert "\n" not in one_line(text)


@pytest.mark.parametrize(("address", "link"), [
    ("https://example.org/a.pdf#page=3", "https://example.org/a.pdf#page=3"),
    ("http://example.org/a b?q=ü", "http://example.org/a%20b?q=%C3%BC"),
    ("https://example.org/%C3%A0", "https://example.org/%C3%A0"),
    ("https://example.org/}{\\\"<>|^`", "https://example.org/%7D%7B%5C%22%3C%3E%7C%5E%60"),
    ("https://минздрав.рф/x", "https://xn--80aeelexi0a.xn--p1ai/x"),
    ("javascript:alert(1)", ""), ("JavaScript:alert(1)", ""), ("java\nscript:alert(1)", ""),
    ("data:text/html,<script>", ""), ("file:///etc/passwd", ""), ("ftp://example.org", ""), ("//example.org", ""),
    ("https://", ""), ("https://who.int@evil.example/", ""), ("https://[::1", ""), ("https://a b.org", ""), ("", ""),
])  # fmt: skip
def test_only_web_addresses_become_links(address: str, link: str) -> None:
    assert web_address(address) == link


@given(st.text())
def test_a_link_cannot_break_out_of_a_format(text: str) -> None:
    link = web_address(f"https://example.org/{text}")
    assert re.fullmatch(r"https://example\.org/[A-Za-z0-9!#$%&'()*+,\-./:;=?@_~\[\]]*", link)
