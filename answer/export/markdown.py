"""A paper as Markdown: CommonMark, with the footnotes and tables that GitHub, Pandoc and most editors know."""

from __future__ import annotations

from collections.abc import Iterator

from answer.export.escape import markdown, web_address
from answer.export.paper import Heading, Note, Paper, Paragraph, Part, Run, Style, Table, Tone


def write_markdown(paper: Paper) -> str:
    """Return Markdown that ends with a line break."""
    return _Writer(paper).text()


class _Writer:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._numbers: dict[Note, int] = {}  # the same source of the same words has one number

    def text(self) -> str:
        paper = self._paper
        blocks = [f"# {markdown(paper.title)}", "\n".join(self._facts())]
        for block in paper.blocks:
            match block:
                case Heading():
                    blocks.append(f"## {markdown(block.text)}")
                case Paragraph():
                    blocks.append(self._paragraph(block))
                case Table():
                    blocks.append("\n".join(self._table(block)))
        if paper.sources:
            sources = [f"{number}. {_note(source)}" for number, source in enumerate(paper.sources, start=1)]
            blocks += [f"## {markdown(paper.sources_title)}", "\n".join(sources)]
        blocks += [f"*{markdown(line)}*" for line in paper.closing]
        blocks += [f"[^{number}]: {_note(note)}" for note, number in self._numbers.items()]
        return "\n\n".join(blocks) + "\n"

    def _facts(self) -> Iterator[str]:
        for name, value in self._paper.facts:
            yield f"- **{markdown(name)}:** {_part(Part(value, value))}"

    def _paragraph(self, paragraph: Paragraph) -> str:
        shown = " ".join(map(self._run, paragraph.runs)) + _note(paragraph.parts)
        if paragraph.style is Style.QUOTE:
            return f"> {shown}"
        return f"**{shown}**" if paragraph.style is Style.STRONG else shown

    def _run(self, run: Run) -> str:
        words = markdown(run.text)
        shown = f"~~{words}~~" if run.tone is Tone.STRUCK and words else words
        notes = [*run.notes]
        if run.remarks:
            notes.append(tuple(part for remark in run.remarks for part in (*remark, Part(" "))))
        return shown + "".join(f"[^{self._numbers.setdefault(note, len(self._numbers) + 1)}]" for note in notes)

    def _table(self, table: Table) -> Iterator[str]:
        yield _row(map(markdown, table.header))
        yield _row("---" for _ in table.header)
        for cells in table.rows:
            yield _row("<br>".join(map(self._paragraph, cell)) for cell in cells)


def _row(cells: Iterator[str] | map[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _note(note: Note) -> str:
    """Return the parts of a note on one line, parted as they are."""
    return "".join(_part(part) for part in note).strip()


def _part(part: Part) -> str:
    link = web_address(part.address)
    if link:
        return f"<{link}>"
    before, after = (" " if part.text[:1] == " " else ""), (" " if part.text[-1:] == " " else "")
    shown = markdown(part.text)
    return f"{before}{shown}{after}" if shown else before
