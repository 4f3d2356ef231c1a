"""Acronyms of a question, written out: documents write "European Health Data Space" where readers ask for the EHDS."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

GLOSSARY = Path(__file__).parent.parent / "corpus" / "glossary.csv"
_ACRONYM = re.compile(r"\b\w*[A-ZÄÖÜА-ЯЁ]\w*[A-ZÄÖÜА-ЯЁ]\w*\b")
_SHORTEST = 3  # AI, EU, IA, KI are written so everywhere, and their words would drown the rest of the question
_EVERYDAY = frozenset({"WHO", "OMS", "ВОЗ"})  # likewise


def write_out(question: str, *, language: str, glossary: Path = GLOSSARY) -> str:
    """Return the question with each acronym of the glossary followed by what it stands for.

    An acronym whose words stand in the question already is left as it is.

    Args:
        question: whole.
        language: ISO 639-1 code of the question; acronyms of other languages are left as they are.
        glossary: CSV with a column per language, whose cells hold a term and its variants, parted by ";".
    """
    terms = _terms(language, glossary)

    def with_term(match: re.Match[str]) -> str:
        term = "" if len(match[0]) < _SHORTEST or match[0] in _EVERYDAY else terms.get(match[0], "")
        return match[0] if not term or term.lower() in question.lower() else f"{match[0]} ({term})"

    return _ACRONYM.sub(with_term, question)


@lru_cache(maxsize=8)
def _terms(language: str, glossary: Path) -> Mapping[str, str]:
    """Return acronym -> preferred term; an acronym of two terms is left out, since nobody can tell which is meant."""
    if not glossary.is_file():
        return {}
    terms: dict[str, str] = {}
    with glossary.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            preferred, *variants = [cell.strip() for cell in (row.get(language) or "").split(";")]
            for acronym in filter(_ACRONYM.fullmatch, variants):
                terms[acronym] = "" if acronym in terms else preferred
    return terms
