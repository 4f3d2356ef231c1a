"""Read a view as a browser would: which elements stand in it, and which words."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from html.parser import HTMLParser

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</blockquote></li><iframe src=//evil.example>",
    "${alert(1)} {{constructor}} `${1+1}`",
    "[link](javascript:alert(1)) **bold** $$\\frac{1}{2}$$",
    "&lt;b&gt; &amp; &#x3c;",
)
"""Texts that a document or a question may hold, each of which some renderer would take for code."""

_BENIGN = {
    "a", "abbr", "article", "blockquote", "button", "caption", "code", "dd", "details", "div", "dl", "dt", "figure",
    "h1", "h2", "h3", "h4", "h5", "img", "input", "li", "mark", "ol", "p", "progress", "s", "section", "span", "strong",
    "summary", "sup", "table", "tbody", "td", "textarea", "th", "thead", "tr", "ul",
}  # fmt: skip


@dataclass
class Reading(HTMLParser):
    """The elements, attributes and words of a piece of HTML.

    Attributes:
        elements: (tag, attributes), in order.
        open_tags: tags that are open at the end; empty for sound HTML.
    """

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in {"img", "input"}:
            self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags, f"</{tag}> closes nothing"
        assert self.open_tags.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """All words, as they stand."""
        return "".join(self.words)

    def of(self, tag: str, css_class: str = "") -> list[dict[str, str]]:
        """The attributes of every element of a kind."""
        return [a for name, a in self.elements if name == tag and css_class in a.get("class", "")]


def read(html: str) -> Reading:
    """Read a view, and hold that it is sound and carries no code."""
    reading = Reading()
    reading.feed(html)
    reading.close()
    assert not reading.open_tags
    for tag, attributes in reading.elements:
        assert tag in _BENIGN, f"<{tag}> in a view"
        assert not any(name.startswith("on") for name in attributes), f"{tag} {attributes}"
        assert attributes.get("href", "https:").startswith(("https:", "http:"))
        assert attributes.get("src", "picture/").startswith(("picture/", "picture-kept/"))
    return reading


def carried(parcel: str) -> tuple[str, bytes]:
    """Return the name and the content of the file that a courier carries."""
    (span,) = read(parcel).of("span")
    return span["data-name"], base64.b64decode(span["data-content"])
