"""A checked draft as a table for a terminal."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from answer.check import NOT_CHECKED, CheckedDraft, CheckedSentence
from answer.draft import Unchecked
from answer.records import Citation
from answer.stance import Stance
from ingest.clean import readable
from ui.terminal import page_place

_WIDTH = 120  # where the output goes into a file
_LONGEST = 240  # characters of a quote shown
_LOOKS = {
    Stance.SUPPORTED: ("✓ supported", "bold green"),
    Stance.CONTRADICTED: ("✗ contradicted", "bold red"),
    Stance.NOT_FOUND: ("? not found", "bold yellow"),
    NOT_CHECKED: ("– not checked", "dim"),
}
_UNCHECKED = {
    Unchecked.HEADING: "a heading",
    Unchecked.QUESTION: "a question",
    Unchecked.GREETING: "a greeting or thanks",
    Unchecked.NO_CLAIM: "says nothing that could be looked up",
}


def print_checked(checked: CheckedDraft, stream: TextIO) -> None:
    """Print each sentence with its verdict and what it rests on, then the counts; in colour where it is a terminal."""
    console = Console(file=stream, highlight=False, width=None if stream.isatty() else _WIDTH)
    table = Table(show_lines=True, expand=True)
    table.add_column("¶", justify="right", width=3)
    table.add_column("sentence", ratio=4)
    table.add_column("verdict", width=15)
    table.add_column("what the library says", ratio=6)
    for one in checked.sentences:
        table.add_row(str(one.sentence.paragraph), Text(one.sentence.text), _verdict(one), _basis(one))
    console.print(table)
    console.print(Text(counts_line(checked)))


def counts_line(checked: CheckedDraft) -> str:
    """Return how the sentences fared, on one line."""
    counted = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in checked.counts.items())
    return f"{len(checked.sentences)} sentences: {counted}"


def _verdict(one: CheckedSentence) -> Text:
    words, style = _LOOKS[one.stand.stance if one.stand else NOT_CHECKED]
    text = Text(words, style=style)
    if one.stand and one.stand.stance is Stance.SUPPORTED:
        text.append(f"\n{one.stand.support:.2f}", style="not bold")
    return text


def _basis(one: CheckedSentence) -> Text:
    if one.stand is None:
        return Text(_UNCHECKED[one.sentence.unchecked] if one.sentence.unchecked else "", style="dim")
    text = Text("\n".join(one.stand.reasons))
    lead = "nearest: " if one.stand.stance is Stance.NOT_FOUND else ""
    for citation in one.citations[:1]:  # the others are in the JSON
        text.append("\n" if text else "")
        text.append(f"{lead}“{_shortened(readable(citation.quote))}”", style="" if not lead else "dim")
        text.append(f"\n{_place(citation)}", style="cyan" if not lead else "dim cyan")
    return text


def _place(citation: Citation) -> str:
    document = citation.document
    title = f"{document.title} ({document.year})" if document.year else document.title
    return f"[{citation.n}] {title}, {page_place(citation.page, citation.page_label)}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"
