"""Page numbers as a person writes them."""

from __future__ import annotations

from collections.abc import Iterable


def name_pages(numbers: Iterable[int]) -> str:
    """Return all the numbers in order, those that follow one another as a range: "2, 5-9, 12"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def pages_named(numbers: Iterable[int]) -> str:
    """Return the numbers after the word they need: "page 3", "pages 2, 5-9"."""
    held = set(numbers)
    return f"page{'' if len(held) == 1 else 's'} {name_pages(held)}"
