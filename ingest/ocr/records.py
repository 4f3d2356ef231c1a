"""What optical character recognition finds on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from ingest.records import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrLimits:
    """Whether and how scans are read.

    Attributes:
        is_on: whether they are.
        languages: ISO 639-1 codes of those that a scan is taken to be in where nothing tells.
        page_timeout_s: seconds for one page, all turns together.
        min_confidence: of a page, 0 to 100, from which its text is taken.
    """

    is_on: bool = True
    languages: tuple[str, ...] = ("en", "fr", "de", "ru")
    page_timeout_s: float = 120
    min_confidence: float = 65


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the engine read it.

    Attributes:
        box: in points from the top left corner of the page as it is read: turned upright and straightened.
        confidence: the engine's own, 0 to 100.
    """

    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one line, in reading order; at least one.

    Attributes:
        size: height of the type in points.
        opens: whether the engine takes it for the first of a paragraph.
    """

    words: tuple[Word, ...]
    size: float
    opens: bool = False

    @property
    def text(self) -> str:
        """The words with a space between them."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Recognition:
    """The text of one page.

    Attributes:
        lines: in reading order.
        turn: how far the page as displayed must be turned clockwise to be read: 0, 90, 180 or 270.
        slant: degrees by which it was then turned further, anticlockwise around its middle, so that lines lie level.
    """

    lines: tuple[Line, ...]
    turn: int = 0
    slant: float = 0.0

    @property
    def confidence(self) -> float:
        """The engine's confidence in the page's characters on average, 0 to 100; 0 where there is none."""
        words = [word for line in self.lines for word in line.words]
        characters = sum(len(word.text) for word in words)
        return sum(word.confidence * len(word.text) for word in words) / characters if characters else 0.0

    @property
    def text(self) -> str:
        """The words, a line of the page on each line, a blank one before a paragraph."""
        return "".join(f"{gap}{line.text}" for gap, line in zip(self.gaps, self.lines, strict=True))

    @property
    def gaps(self) -> list[str]:
        """What stands before each line in `text`. In the midst of a sentence no paragraph begins."""
        starts = ["", *(before.text for before in self.lines)]
        return [
            "" if not n else "\n\n" if line.opens and not _runs_on(starts[n], line.text) else "\n"
            for n, line in enumerate(self.lines)
        ]

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        lines = [
            [line.size, line.opens, [[word.text, *_sides(word.box), word.confidence] for word in line.words]]
            for line in self.lines
        ]
        return {"turn": self.turn, "slant": self.slant, "lines": lines}

    @classmethod
    def from_json(cls, item: dict[str, Any]) -> Self:
        """Return what `as_json` wrote.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        lines = tuple(
            Line(tuple(Word(text, Box(*sides), confidence) for text, *sides, confidence in words), size, opens)
            for size, opens, words in item["lines"]
        )
        return cls(lines, item["turn"], item["slant"])


def _runs_on(before: str, text: str) -> bool:
    """Whether a sentence goes on from one line to the next."""
    return text[0].islower() and not before.endswith((".", "!", "?", ":", ";"))


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """How the reading of one page that holds no text has ended.

    Attributes:
        recognition: None where nothing was recognised.
        fault: why not; "" where the page shows nothing, so that nothing is lost.
    """

    recognition: Recognition | None = None
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether the page shows nothing."""
        return self.recognition is None and not self.fault
