"""A page's characters as a reader would have them on one line."""

from __future__ import annotations

import re

SOFT_HYPHEN = "\u00ad"

# A hyphen before one of these stands for the rest of a word ("Gesundheits- und Sozialwesen"): a space follows it.
CONJUNCTIONS = frozenset(["and", "or", "to", "et", "ou", "und", "oder", "bzw", "sowie", "bis", "и", "или"])

_WORD_BROKEN = re.compile(SOFT_HYPHEN + r"[ \t]*\n?\s*")
_COMPOUND_BROKEN = re.compile(r"(?<=\w)([-‐‑])[ \t]*\n\s*(?=(\w+)([-‐‑](?=\w))?)")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACE = re.compile(r"\s+")


def readable(text: str) -> str:
    r"""Return `text` with line breaks and hyphenation undone and invisible marks removed, on one line.

    A soft hyphen is a word broken at a line's end and goes; a hyphen before a line break belongs to the word
    ("AI-\nbased") and stays. Which is which was decided where the page was read (`ingest.hyphens`).
    """
    text = _WORD_BROKEN.sub("", _INVISIBLE.sub("", text))
    text = _COMPOUND_BROKEN.sub(_joined, text)
    return _SPACE.sub(" ", text).strip()


def _joined(match: re.Match[str]) -> str:
    hyphen, following, is_chain = match[1], match[2], bool(match[3])  # "face-to-face" is a chain
    return f"{hyphen} " if following.lower() in CONJUNCTIONS and not is_chain else hyphen
