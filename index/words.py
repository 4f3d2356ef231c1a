"""A text cut into words, the same way wherever words are compared."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")


def split_words(text: str, *, keep_case: bool = False) -> list[str]:
    """Return the words of a text, in lower case, with Russian ё as е.

    Args:
        text: readable, without soft hyphens.
        keep_case: leave capital letters as they are.
    """
    plain = text.replace("ё", "е").replace("Ё", "Е")
    return _WORD.findall(plain if keep_case else plain.lower())
