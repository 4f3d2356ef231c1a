"""The small pieces of HTML let no text become code."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.reading import HOSTILE, read
from ui import html
from ui.strings import strings

_WORDS = strings("en")


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        pytest.param("https://www.who.int/europe/a.pdf#page=3", True, id="https"),
        pytest.param("http://example.org/", True, id="http"),
        pytest.param("HTTPS://EXAMPLE.ORG", True, id="capitals"),
        pytest.param("javascript:alert(1)", False, id="script"),
        pytest.param("JaVaScRiPt://example.org/%0aalert(1)", False, id="script with a host"),
        pytest.param("data:text/html,<script>", False, id="data"),
        pytest.param("file:///etc/passwd", False, id="file"),
        pytest.param("//example.org", False, id="no scheme"),
        pytest.param("https://", False, id="no host"),
        pytest.param("http://[", False, id="not an address"),
        pytest.param("", False, id="empty"),
    ],
)
def test_only_web_addresses_become_links(url: str, is_link: bool) -> None:
    assert bool(html.outside_link(url, "official", _WORDS)) == is_link


def test_a_link_tells_that_it_leaves_and_tells_the_other_site_nothing() -> None:
    link = read(html.outside_link("https://example.org", "official", _WORDS))
    assert link.of("a")[0]["rel"] == "noopener noreferrer"
    assert "opens in a new tab" in link.text


@given(text=st.text(), payload=st.dictionaries(st.text(), st.text() | st.integers()))
def test_a_button_sends_what_it_was_given(text: str, payload: dict[str, object]) -> None:
    """Whatever the payload holds, the browser reads the same JSON, and the text stays text."""
    button = read(html.button(text, event="kb_open", payload=payload, label=text, tip=text))
    assert json.loads(button.of("button")[0]["data-payload"]) == payload


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    parts = [html.badge(text, tip=text), html.breadcrumb((text, text)), html.notice(text), html.button(text, event="e")]
    assert all(text in read(part).text for part in parts)


def test_a_breadcrumb_without_titles_is_nothing() -> None:
    assert html.breadcrumb(("", "  ")) == ""
