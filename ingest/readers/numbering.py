"""The numbers and bullets that Word shows before a paragraph but does not store in its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.numerals import letters, roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": "{:02d}".format,
    "lowerLetter": letters,
    "upperLetter": lambda n: letters(n).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda n: roman(n).upper(),
    "none": lambda _: "",
}
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """How one level of a list is numbered.

    Attributes:
        pattern: as Word writes it: "%1.%2" for the numbers of levels 1 and 2.
        style: id of the paragraph style that stands for this level, "" for none.
    """

    number_format: str = "decimal"
    pattern: str = ""
    start: int = 1
    style: str = ""


@dataclass(slots=True)
class Numbering:
    """Counts a document's numbered paragraphs; ask for each paragraph once, in order.

    Attributes:
        root: the `w:numbering` element, or None where the document has no lists.
    """

    root: Any
    _lists: dict[str, str] = field(default_factory=dict)  # list id -> id of its definition
    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # definition id -> levels
    _restarts: dict[str, dict[int, int]] = field(default_factory=dict)  # list id -> level -> first number
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)  # definition id -> level -> last number

    def __post_init__(self) -> None:
        if self.root is None:
            return
        for element in self.root.iterchildren(f"{W}abstractNum"):
            self._levels[element.get(f"{W}abstractNumId")] = dict(map(_read_level, element.iterchildren(f"{W}lvl")))
        for element in self.root.iterchildren(f"{W}num"):
            self._read_list(element)

    def _read_list(self, element: Any) -> None:
        list_id = element.get(f"{W}numId")
        self._lists[list_id] = value(element, "abstractNumId")
        starts = element.iterchildren(f"{W}lvlOverride")
        self._restarts[list_id] = {
            int(start.get(f"{W}ilvl", "0")): number
            for start in starts
            if (number := _number(start, "startOverride")) is not None
        }

    def level_of_style(self, list_id: str, style: str) -> int:
        """Return the level that a paragraph style stands for in a list; 0 where it is not said."""
        levels = self._levels.get(self._lists.get(list_id, ""), {})
        return next((number for number, level in levels.items() if level.style and level.style == style), 0)

    def marker(self, list_id: str, number: int) -> str:
        """Count one paragraph of a list on level `number` (0 for the outermost) and return what stands before it."""
        definition = self._lists.get(list_id, "")
        levels = self._levels.get(definition, {})
        if number not in levels:
            return ""
        self._count(list_id, definition, levels, number)
        if levels[number].number_format == "bullet":
            return "•"
        return _PLACE.sub(
            lambda match: self._figure(definition, levels, int(match[1]) - 1), levels[number].pattern
        ).strip()

    def _count(self, list_id: str, definition: str, levels: dict[int, _Level], number: int) -> None:
        counts = self._counts.setdefault(definition, {})
        first = self._restarts.get(list_id, {}).pop(number, None)
        counts[number] = first if first is not None else counts.get(number, levels[number].start - 1) + 1
        for deeper in [level for level in counts if level > number]:
            del counts[deeper]

    def _figure(self, definition: str, levels: dict[int, _Level], number: int) -> str:
        level = levels.get(number, _Level())
        count = self._counts[definition].get(number, level.start)
        return _FORMATS.get(level.number_format, str)(count)


def _read_level(element: Any) -> tuple[int, _Level]:
    start = _number(element, "start")
    level = _Level(
        number_format=value(element, "numFmt") or "decimal",
        pattern=value(element, "lvlText"),
        start=1 if start is None else start,
        style=value(element, "pStyle"),
    )
    return int(element.get(f"{W}ilvl", "0")), level


def value(element: Any, name: str) -> str:
    """Return the `w:val` of a child element, "" where there is none."""
    child = element.find(f"{W}{name}")
    return "" if child is None else str(child.get(f"{W}val", ""))


def _number(element: Any, name: str) -> int | None:
    text = value(element, name)
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else None
