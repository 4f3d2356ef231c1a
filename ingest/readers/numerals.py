"""List numbers as they are printed: letters and roman numerals."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def roman(number: int) -> str:
    """Return 4 as "iv"; below 1 or above 3999, where there are none, the figure itself."""
    if not 0 < number < 4000:
        return str(number)
    parts = []
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        parts.append(sign * count)
    return "".join(parts)


def letters(number: int) -> str:
    """Return 1 as "a", 26 as "z", 27 as "aa", 28 as "bb", as word processors count; below 1 the figure itself."""
    if number < 1:
        return str(number)
    turn, place = divmod(number - 1, 26)
    return "abcdefghijklmnopqrstuvwxyz"[place] * (turn + 1)
