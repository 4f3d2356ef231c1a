"""Quantities in words, held against what the source states."""

from __future__ import annotations

import pytest

from answer.quantities import missing_quantities


@pytest.mark.parametrize(("sentence", "source", "language", "missing"), [
    ("All states train nurses.", "Some states train nurses.", "en", ["All"]),
    ("All states train nurses.", "Each state trains nurses.", "en", []),
    ("Half of the states pay.", "25 of 50 states (50%) pay.", "en", []),
    ("Half of the states pay.", "A fifth of the states (20%) pay.", "en", ["Half"]),
    ("Fewer than half of the states pay.", "26 of 50 states (52%) pay.", "en", ["half"]),
    ("More than half of the states pay.", "26 of 50 states (52%) pay.", "en", []),
    ("Fewer than one in four states pay.", "Fewer than one in four states pay.", "en", []),
    ("It is the second barrier.", "It is the first barrier.", "en", ["second"]),
    ("Chatbots are the most common use.", "Chatbots are the second most common use.", "en", ["most common"]),
    ("Chatbots are the most common use.", "Chatbots are the most common use, diagnostics the second most common.",
     "en", []),
    ("Tous les pays paient.", "Douze pays paient.", "fr", ["Tous"]),
    ("Alle Länder zahlen.", "Zwölf Länder zahlen.", "de", ["Alle"]),
    ("Все страны платят.", "Двенадцать стран платят.", "ru", ["Все"]),
    ("All states pay.", "Some pay.", "sv", []),
])  # fmt: skip
def test_a_quantity_must_stand_in_the_source(sentence: str, source: str, language: str, missing: list[str]) -> None:
    assert missing_quantities(sentence, source, language=language) == missing
    assert missing_quantities(sentence, sentence, language=language) == []
