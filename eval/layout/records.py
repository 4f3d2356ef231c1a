"""What a generated document is made of, and what a reader ought to find in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the outermost."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences of one paragraph, and the footnote called at the end of the first, "" for none."""

    sentences: tuple[str, ...]
    note: str = ""

    @property
    def text(self) -> str:
        """The sentences in a row."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Items:
    """A list with bullets."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table.

    Attributes:
        header: one row of cells or two; a cell that another one spans is "".
        spans: how many columns each cell of the first of two header rows covers.
        widths: of the columns, relative.
        is_merged: equal cells of the first column that follow one another are one cell.
    """

    header: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    spans: tuple[int, ...] = ()
    is_merged: bool = False

    def names(self) -> list[str]:
        """Return what each column is called; of a header in two rows, both cells."""
        if not self.spans:
            return list(self.header[0])
        above = [name for name, width in zip(self.header[0], self.spans, strict=False) for _ in range(width)]
        return [", ".join(filter(None, pair)) for pair in zip(above, self.header[1], strict=True)]

    def readings(self) -> list[str]:
        """Return each row as it can be read alone."""
        names = self.names()
        return [" | ".join(f"{name}: {cell}" for name, cell in zip(names, row, strict=True)) for row in self.rows]

    def is_first(self, n: int) -> bool:
        """Whether the first cell of row n is drawn: merged cells are drawn once."""
        return not self.is_merged or n == 0 or self.rows[n - 1][0] != self.rows[n][0]

    def lines(self) -> Iterator[str]:
        """Yield the rows' words as they stand on the page, a merged cell in its first row."""
        yield from (" ".join(filter(None, row)) for row in self.header)
        yield from (" ".join(row if self.is_first(n) else row[1:]) for n, row in enumerate(self.rows))


@dataclass(frozen=True, slots=True)
class Break:
    """A new page, where the numbering starts anew as "roman", "arabic" or "annex" (A-1), or goes on with ""."""

    numbering: str = ""


Part = Heading | Paragraph | Items | Grid | Break


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One file to be made.

    Attributes:
        producer: "typst", "chromium" or "libreoffice".
        breaks_words: words are broken at line ends, by the producer or at soft hyphens.
        rules: of tables: "all", "some" (above and below the header and at the end) or "none".
        numbers: "foot", "head" or "" (the pages show none).
        has_head: a running head on each page.
        has_outline: headings are marked as such; else only their type shows them.
        has_marks: right-to-left marks and soft hyphens stand among the letters.
        is_interleaved: the columns are painted line by line across the page.
        front: pages of front matter with roman numbers, each with one heading.
        annex: pages of an annex numbered A-1, A-2 …
    """

    name: str
    producer: str
    language: str
    parts: tuple[Part, ...]
    columns: int = 1
    breaks_words: bool = True
    rules: str = "all"
    numbers: str = "foot"
    has_head: bool = True
    has_outline: bool = True
    has_contents: bool = False
    has_marks: bool = False
    font: str = ""
    front: int = 0
    annex: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a reader ought to find.

    Attributes:
        flow: paragraphs, headings, items and rows in reading order; footnotes last.
        labels: the number printed on each page, "" for none.
        rows: table rows as they can be read alone.
    """

    flow: tuple[str, ...]
    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    notes: tuple[str, ...]
    rows: tuple[str, ...]
    labels: tuple[str, ...] = field(default=())


def known(spec: Spec, *, pages: int) -> Known:
    """Return what stands in a document that has become so many pages."""
    flow: list[str] = []
    sentences: list[str] = []
    for part in spec.parts:
        match part:
            case Heading(text=text):
                flow.append(text)
            case Paragraph():
                flow.append(part.text)
                sentences += part.sentences
            case Items(texts=texts):
                flow += texts
                sentences += texts
            case Grid():
                flow += part.lines()
            case Break():
                pass
    notes = [part.note for part in spec.parts if isinstance(part, Paragraph) and part.note]
    return Known(
        flow=(*flow, *notes),
        sentences=tuple(sentences),
        headings=tuple(part.text for part in spec.parts if isinstance(part, Heading)),
        notes=tuple(notes),
        rows=tuple(row for part in spec.parts if isinstance(part, Grid) for row in part.readings()),
        labels=tuple(_labels(spec, pages)),
    )


def _labels(spec: Spec, pages: int) -> Iterator[str]:
    """Yield the numbers printed on the pages."""
    if not spec.numbers:
        yield from [""] * pages
        return
    yield from ("i", "ii", "iii", "iv", "v", "vi")[: spec.front]
    yield from (str(n + 1) for n in range(pages - spec.front - spec.annex))
    yield from (f"A-{n + 1}" for n in range(spec.annex))
