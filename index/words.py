"""A text cut into words, the same way wherever words are compared."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return a text with Russian ё as е, which most texts write in its place."""
    return text.replace("ё", "е").replace("Ё", "Е")


def split_words(text: str, *, keep_case: bool = False) -> list[str]:
    """Return the words of a text, in lower case, with Russian ё as е.

    Args:
        text: readable, without soft hyphens.
        keep_case: leave capital letters as they are; the words are the same ones.
    """
    words: list[str] = _WORD.findall(fold(text))
    # Cut first: in lower case "İzmir" has a mark behind its i that is no letter, and would be two words.
    return words if keep_case else [word.lower() for word in words]
