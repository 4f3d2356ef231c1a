"""A draft, such as a speech or a brief, as the sentences that can be held against the library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from answer.figures import figures
from answer.words import ordered_stems
from ingest.clean import readable
from ingest.errors import FileRejected
from ingest.read import read_document
from ingest.records import Block, BlockKind, Document, Format, Span
from ingest.sentences import split_sentences, strip

_FORMATS = frozenset({Format.TEXT, Format.MARKDOWN, Format.DOCX})
_LANGUAGES = ("en", "fr", "de", "ru")
_FEWEST_WORDS = 3  # words of meaning; fewer say nothing that could be looked up, unless there is a figure
_LIST_MARK = re.compile(r"\s*(?:[•●▪■◦‣⁃–—*-]|\d{1,3}[.)])\s+")
_GREETING = re.compile(
    r"^\W*(?:thank you|thanks|dear|ladies|excellenc|distinguished|honou?rable|good (?:morning|afternoon|evening)|"
    r"merci|mesdames|messieurs|chers|chères|excellences|"
    r"(?:vielen |herzlichen )?dank|sehr geehrte|meine damen|liebe|exzellenzen|guten (?:morgen|tag|abend)|"
    r"спасибо|благодар|уважаемые|дорогие|дамы|ваши превосходительства|добр(?:ый|ое))",
    re.IGNORECASE,
)


class Unchecked(StrEnum):
    """Why a sentence of a draft is not checked; the values are part of the JSON contract."""

    HEADING = "heading"
    QUESTION = "question"
    GREETING = "greeting"
    NO_CLAIM = "no_claim"  # too few words


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSentence:
    """One sentence of a draft, where it stands, and whether it can be checked.

    Attributes:
        text: on one line.
        page: position in the file, 1-based; a format without pages has one page per top-level section.
        start, end: offsets into that page's text.
        paragraph: of the whole draft, 1-based; headings and list items count as paragraphs.
        unchecked: why it is left out; None where it is checked.
    """

    text: str
    page: int
    start: int
    end: int
    paragraph: int
    unchecked: Unchecked | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft's sentences, in order; `language` is one that answers are given in."""

    title: str
    language: str
    sentences: tuple[DraftSentence, ...]


def read_draft(path: Path, *, read: Callable[[Path], Document] = read_document) -> Draft:
    """Read a text, Markdown or Word file.

    Args:
        read: reads the file; another one may do so in a process of its own.

    Raises:
        FileRejected: it cannot be read, or is of another format.
    """
    document = read(path)
    if document.format not in _FORMATS:
        raise FileRejected(path, f"a draft in {document.format.value} is not checked", "Save it as .txt, .md or .docx.")
    language = document.language if document.language in _LANGUAGES else "en"
    return Draft(title=document.title, language=language, sentences=tuple(_sentences(document, language)))


def _sentences(document: Document, language: str) -> Iterator[DraftSentence]:
    pages = {page.number: page.text for page in document.pages}
    for paragraph, block in enumerate(_said(document), start=1):
        text = block.span.of(pages[block.page])
        mark = _LIST_MARK.match(text)
        for span in split_sentences(text, language=language):
            if mark and span.start < mark.end():  # the bullet or number of a list item is no part of its sentence
                span = strip(text, Span(min(mark.end(), span.end), span.end))  # noqa: PLW2901
            sentence = readable(span.of(text))
            if not sentence:
                continue
            yield DraftSentence(
                text=sentence, page=block.page, start=block.span.start + span.start,
                end=block.span.start + span.end, paragraph=paragraph, unchecked=_unchecked(sentence, block, language),
            )  # fmt: skip


def _said(document: Document) -> Iterator[Block]:
    return (block for block in document.blocks if block.kind is not BlockKind.FURNITURE)


def _unchecked(sentence: str, block: Block, language: str) -> Unchecked | None:
    if block.kind is BlockKind.HEADING:
        return Unchecked.HEADING
    if sentence.rstrip("»”\"') ").endswith("?"):
        return Unchecked.QUESTION
    if _GREETING.match(sentence):
        return Unchecked.GREETING
    says_little = len(ordered_stems(sentence, language=language)) < _FEWEST_WORDS
    return Unchecked.NO_CLAIM if says_little and not figures(sentence, language=language) else None
