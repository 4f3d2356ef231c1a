"""The field's terms in four languages, found in a text: what "EEDS" or „Gesundheitsdatenraum“ is called elsewhere."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.words import split_words

GLOSSARY = Path(__file__).parent.parent / "corpus" / "glossary.csv"
LANGUAGES = ("en", "fr", "de", "ru")
_ACRONYM = re.compile(r"\w*[A-ZÄÖÜА-ЯЁ]\w*[A-ZÄÖÜА-ЯЁ]\w*")
_SHORTEST_STEM = 4  # letters two forms of a word of several begin with
# Rows that only ask: "how many", "which countries".
_ASKS = re.compile(r"^(?:how|what|which|who|on-what|in-what|for-what)-")


@dataclass(frozen=True, slots=True)
class Concept:
    """One row of the glossary.

    Attributes:
        preferred: language -> the term that official texts of that language use.
        forms: every form in every language, as lower-case words.
        is_question: whether it only asks ("how many") and names nothing.
    """

    key: str
    preferred: dict[str, str]
    forms: tuple[tuple[str, ...], ...]
    is_question: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a concept.

    Attributes:
        start, end: which words of the text, half-open.
        concepts: one, or more where the form has several meanings.
    """

    start: int
    end: int
    concepts: tuple[Concept, ...]


class Glossary:
    """Concepts by their forms."""

    def __init__(self, concepts: Sequence[tuple[Concept, dict[str, list[str]]]]) -> None:
        # language -> beginning of the first word -> [(words, the acronym as it is written or "", concept)]
        self._forms: dict[str, dict[str, list[tuple[tuple[str, ...], str, Concept]]]] = {
            language: defaultdict(list) for language in LANGUAGES
        }
        for concept, by_language in concepts:
            for language, forms in by_language.items():
                for form in forms:
                    words = tuple(split_words(form))
                    if words:
                        acronym = form if _ACRONYM.fullmatch(form) else ""
                        self._forms[language][_key(words[0])].append((words, acronym, concept))

    def find(self, text: str, *, language: str) -> list[Mention]:
        """Return the concepts a text names, in order; the longest form wins, and no two mentions overlap.

        Of forms of one length, those that stand there word for word win over those with other endings.

        Acronyms count in any language and only as they are written; other forms in the text's own.

        Args:
            language: ISO 639-1 code of the text; in one that the glossary has not, only acronyms are found.
        """
        written = split_words(text, keep_case=True)
        words = split_words(text)
        found: list[Mention] = []
        position = 0
        while position < len(words):
            mention = self._at(words, written, position, language)
            if mention is not None:
                found.append(mention)
            position = position + 1 if mention is None else mention.end
        return found

    def count_words(self, text: str, *, language: str) -> int:
        """Return how many of a text's words stand in terms as one language writes them, acronyms included."""
        written = split_words(text, keep_case=True)
        words = split_words(text)
        counted = position = 0
        while position < len(words):
            length = max(
                (
                    len(form) for form, acronym, _ in self._forms[language].get(_key(words[position]), ())
                    if tuple(words[position : position + len(form)]) == form and acronym in {"", written[position]}
                ),
                default=0,
            )  # fmt: skip
            counted += length
            position += max(1, length)
        return counted

    def _at(self, words: list[str], written: list[str], position: int, language: str) -> Mention | None:
        best = (0, False)
        concepts: dict[str, Concept] = {}
        for own in LANGUAGES:
            for form, acronym, concept in self._forms[own].get(_key(words[position]), ()):
                some = tuple(words[position : position + len(form)])
                is_own = own == language and (form == some or _is_inflected(form, some))
                fits = written[position] == acronym if acronym else is_own
                found = (len(form), form == some)
                if not fits or found < best:
                    continue
                if found > best:
                    best, concepts = found, {}
                concepts[concept.key] = concept
        return Mention(position, position + best[0], tuple(concepts.values())) if concepts else None


def _key(word: str) -> str:
    """Return what the forms of a word have in common at the least."""
    return word[:_SHORTEST_STEM]


def _is_inflected(form: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether the words are a form of several words with other endings ("nationaler Strategie")."""
    return len(form) == len(words) > 1 and all(map(_is_kin, form, words))


def _is_kin(one: str, other: str) -> bool:
    if one == other:
        return True
    shared = max(_SHORTEST_STEM, min(len(one), len(other)) - 2)
    return one[:shared] == other[:shared] and abs(len(one) - len(other)) <= 3


@lru_cache(maxsize=4)
def load_glossary(file: Path = GLOSSARY) -> Glossary:
    """Read a glossary: CSV with the columns key, en, fr, de, ru, whose cells hold a term and its variants, by ";".

    A file that is missing gives an empty glossary: a library can do without.
    """
    return Glossary(list(_rows(file)) if file.is_file() else [])


def _rows(file: Path) -> Iterator[tuple[Concept, dict[str, list[str]]]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            cells = {
                code: [form.strip() for form in (row.get(code) or "").split(";") if form.strip()] for code in LANGUAGES
            }
            forms = dict.fromkeys(tuple(split_words(form)) for some in cells.values() for form in some)
            key = row["key"]
            concept = Concept(
                key=key,
                preferred={code: some[0] for code, some in cells.items() if some},
                forms=tuple(form for form in forms if form),
                is_question=bool(_ASKS.match(key)),
            )
            yield concept, cells
