"""Markdown as a renderer shows it: footnotes intact, text as text."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from answer.export.escape import one_line
from answer.export.export import Kind, export
from tests.answer.export.making import (
    HOSTILE,
    OCCASION,
    PDF,
    SENTENCES,
    hostile_subjects,
    make_abstention,
    make_answer,
    make_citation,
    make_draft,
    make_matrix,
)

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)


def tokens_of(subject) -> list[Token]:
    """Return all tokens of the file, those within lines too."""
    found = []
    for token in RENDERER.parse(export(subject, Kind.MARKDOWN, OCCASION).decode()):
        found += [token, *(token.children or [])]
    return found


def text_of(tokens: list[Token]) -> str:
    return "\n".join(
        "".join(child.content for child in token.children or [] if not child.type.startswith("html"))
        for token in tokens
        if token.type == "inline"
    )


def test_each_statement_has_its_footnote_with_quote_page_and_address() -> None:
    tokens = tokens_of(make_answer(make_citation(), make_citation(SENTENCES["fr"], n=2, language="fr")))
    marks = [token for token in tokens if token.type == "footnote_ref"]
    assert len(marks) == len([token for token in tokens if token.type == "footnote_open"]) == 2
    text = text_of(tokens)
    assert f"“{SENTENCES['fr']}” Ministry of Health. National plan (French)." in text
    assert "p. 8 (file page 14)" in text
    assert "State of the library (snapshot): 5nap5h07" in text
    assert f"{PDF}#page=14" in {token.attrs["href"] for token in tokens if token.type == "link_open"}


def test_the_same_source_of_two_statements_is_one_footnote() -> None:
    from answer.records import Statement

    both = tuple(Statement(text=text, citations=(1,), support=1.0) for text in ("One.", "Two."))
    tokens = tokens_of(make_answer(make_citation(), statements=both))
    assert len([token for token in tokens if token.type == "footnote_ref"]) == 2
    assert len([token for token in tokens if token.type == "footnote_open"]) == 1


def test_a_refusal_is_a_refusal() -> None:
    text = text_of(tokens_of(make_abstention()))
    assert "No answer. Nothing is said." in text
    assert "Nearest passages: related, but no answer" in text
    assert "Sources" not in text


def test_a_comparison_says_who_is_silent_and_of_whom_nothing_is_held() -> None:
    tokens = tokens_of(make_matrix("Oversight", "Data"))
    cells = [tokens[n + 1].content for n, token in enumerate(tokens) if token.type in {"th_open", "td_open"}]
    assert cells[:3] == ["Country", "Oversight", "Data"]
    assert cells[6:] == [
        "Malta", *["Documents held; silent on this"] * 2, "Monaco", *["No document held"] * 2
    ]  # fmt: skip


def test_a_checked_draft_says_what_is_wrong_with_a_sentence() -> None:
    text = text_of(tokens_of(make_draft()))
    assert "Contradicted: the cited text says “7”." in text
    assert "Not found: not said. Nearest passage: “A clinician" in text
    assert "1 supported, 1 contradicted, 1 not found, 1 not checked" in text


@pytest.mark.parametrize("name", ["answer", "refusal", "hits", "comparison", "draft"])
@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_shown_as_text(text: str, name: str) -> None:
    tokens = tokens_of(hostile_subjects(text)[name])
    html = {token.content for token in tokens if token.type.startswith("html")}
    assert html <= {"<br>"}
    assert not [token for token in tokens if token.type in {"image", "code_inline", "fence", "code_block", "hr"}]
    addresses = {str(token.attrs["href"]) for token in tokens if token.type == "link_open"}
    assert all(address.startswith(("http://", "https://")) for address in addresses)
    assert one_line(text) in text_of(tokens)
