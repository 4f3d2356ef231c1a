"""Which sentences announce a list, and of which items: "This does not apply where", "The plan asks for:"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.clean import readable
from ingest.records import BlockKind
from ingest.sentences import enumerator
from ingest.units import Unit

_ENDS = (".", "!", "?", "…", ";")
_FEWEST_WORDS = 3  # of a lead that does not end in a colon
_MOST_CHARS = 300  # of what is told of the leads above a passage
_NO_MARK = ""  # shape of items that only begin with a small letter
_ROMAN = re.compile(r"[ivxlc]+")


@dataclass(frozen=True, slots=True)
class _List:
    """A list that is open.

    Attributes:
        lead: the sentence that announces it.
        shape: of what its items begin with.
    """

    lead: Unit
    shape: str


def with_leads(units: Sequence[Unit]) -> list[Unit]:
    """Return the units, each item of a list with the sentences that announce it."""
    return list(_told(units))


def lead_text(unit: Unit) -> str:
    """Return the sentences that announce a unit's list on one line, the nearest ones, without a colon at the end."""
    parts: list[str] = []
    room = _MOST_CHARS
    for lead in reversed(unit.above):
        words = readable(lead.text)
        room -= len(words) + 1
        if room < 0:
            break
        parts.insert(0, words)
    return " ".join(parts).rstrip(": \u00a0")


def _told(units: Sequence[Unit]) -> Iterator[Unit]:
    lists: list[_List] = []
    shapes = _Shapes()
    last: Unit | None = None  # sentence of the running text
    shape = ""  # of the item that `last` is in
    for unit in units:
        if unit.kind is BlockKind.FOOTNOTE:
            yield unit
            continue
        if last is None or unit.block != last.block:
            own = shapes.of(enumerator(unit.text)) if unit.kind is BlockKind.LIST_ITEM else ""
            lists = _open_lists(lists, last, unit, own=own, before=shape)
            shape = own
        last = replace(unit, above=tuple(one.lead for one in lists))
        yield last


def _open_lists(lists: list[_List], last: Unit | None, unit: Unit, *, own: str, before: str) -> list[_List]:
    """Return the lists that are open where a block begins.

    Args:
        last: the sentence before.
        unit: the block's first sentence.
        own, before: shapes of the items that `unit` and `last` are in; "" where they are in none.
    """
    if last is None or unit.section != last.section:
        return []
    if unit.kind is BlockKind.PARAGRAPH:
        return _unmarked(lists, last, unit)
    if unit.kind is not BlockKind.LIST_ITEM:
        return []
    for depth in range(len(lists), 0, -1):
        if lists[depth - 1].shape == own:
            return lists[:depth]
    is_new = own != before and _is_first(enumerator(unit.text)) and _announces(last)
    return [*lists, _List(last, own)] if is_new else []


def _unmarked(lists: list[_List], last: Unit, unit: Unit) -> list[_List]:
    """Return the lists that are open at a paragraph: one in small letters is an item, or the rest of one."""
    if not unit.text[0].islower():
        return []
    is_first = last.text.endswith(":") and last.kind is BlockKind.PARAGRAPH
    return [_List(last, _NO_MARK)] if is_first else lists


def _is_first(mark: str) -> bool:
    """Whether a mark may begin a list: a bullet, or a figure or letter that none comes before."""
    number = "".join(filter(str.isalnum, re.split(r"\.(?=\d)", mark)[-1])).lower()
    return number in ("", "1", "a", "i", "а")  # the last one is Cyrillic


def _announces(unit: Unit) -> bool:
    if unit.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return False
    is_open = not unit.text.endswith(_ENDS) and len(unit.text.split()) >= _FEWEST_WORDS
    return unit.text.endswith(":") or is_open


@dataclass(slots=True)
class _Shapes:
    """What the marks of one list have in common: "(1)", "a.", "•"."""

    _letters: dict[str, str] = field(default_factory=dict)  # shape -> the last letter in it

    def of(self, mark: str) -> str:
        """Return the shape of a mark; ask for each item once, in order."""
        if any(map(str.isdecimal, mark)):
            return re.sub(r"\d+[^\W\d_]?", "1", mark)
        letters = "".join(filter(str.isalpha, mark))
        if not letters:
            return mark
        shape = mark.replace(letters, "a")
        if self._is_roman(letters, self._letters.get(shape, "")):
            return mark.replace(letters, "i")
        self._letters[shape] = letters
        return shape

    @staticmethod
    def _is_roman(letters: str, before: str) -> bool:
        """Whether "i" is a figure: it is a letter only after "h"."""
        is_next = len(letters) == len(before) == 1 and ord(letters) == ord(before) + 1
        return bool(_ROMAN.fullmatch(letters)) and not is_next
