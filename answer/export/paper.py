"""What is put on paper: one shape that every subject is composed into, and that every format is written from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line; an `address` is made a link where it is one that may be."""

    text: str
    address: str = ""


Note = tuple[Part, ...]
"""The text of one footnote or remark."""


class Tone(StrEnum):
    """How a run of text stands out; never the only sign of what it means."""

    PLAIN = "plain"
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"
    STRUCK = "struck"
    MUTED = "muted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words with what is said about them.

    Attributes:
        notes: footnotes at its end, in this order.
        remarks: what the author has to look at: comments in Word, footnotes elsewhere.
    """

    text: str
    tone: Tone = Tone.PLAIN
    notes: tuple[Note, ...] = ()
    remarks: tuple[Note, ...] = ()


class Style(StrEnum):
    """What a paragraph is."""

    BODY = "body"
    QUOTE = "quote"
    SMALL = "small"
    STRONG = "strong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Runs, parted by spaces, and then the parts of a reference where the paragraph is one."""

    runs: tuple[Run, ...] = ()
    style: Style = Style.BODY
    parts: Note = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title."""

    text: str


Cell = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a header row; each row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A whole file.

    Attributes:
        language: one that files are labelled in.
        facts: (label, value) above the text.
        sources: the references of all that is cited, under the heading `sources_title`.
        closing: what is said at the end of the library and its quotes.
        is_wide: whether it is laid on its side.
    """

    title: str
    language: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    sources_title: str
    sources: tuple[Note, ...]
    closing: tuple[str, ...] = field(default=())
    is_wide: bool = False


def noted(paper: Paper) -> Paper:
    """Return the paper with each remark as a footnote."""
    return replace(paper, blocks=tuple(map(_noted_block, paper.blocks)))


def _noted_block(block: Block) -> Block:
    if not isinstance(block, Paragraph):
        return block  # remarks stand in a draft alone, which has no tables
    runs = (replace(run, notes=(*run.notes, *run.remarks), remarks=()) for run in block.runs)
    return replace(block, runs=tuple(runs))
