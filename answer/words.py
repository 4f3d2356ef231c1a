"""Words as they are compared: content words by their stems, and the field's terms by one name in every language."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

import tantivy

STEMMERS = {"en": "english", "fr": "french", "de": "german", "ru": "russian"}
_FEWEST_SHARED = 5  # letters two words begin with, to be taken for the same one

# What the documents write out in one place and shorten in the next, in four languages.
_TERMS = {
    "AI": r"artificial intelligence|intelligence artificielle|künstliche[nr]? intelligenz|искусственн\w+ интеллект\w*"
    r"|(?-i:\b(?:AI|KI|IA)\b|\bИИ\b)",
    "GDPR": r"general data protection regulation|règlement général sur la protection des données"
    r"|datenschutz-?grundverordnung|(?-i:\b(?:GDPR|RGPD|DSGVO|DS-GVO)\b)",
    "EHDS": r"european health data space|espace européen des données de santé"
    r"|europäische[nr]? (?:raums? für )?gesundheitsdaten(?:raum\w*)?|(?-i:\b(?:EHDS|EEDS)\b)",
    "WHO": r"world health organi[sz]ation|organisation mondiale de la santé|weltgesundheitsorganisation"
    r"|всемирн\w+ организаци\w+ здравоохранения|(?-i:\b(?:WHO|OMS)\b|\bВОЗ\b)",
    "COVID": r"\b(?:covid[- ]?19|sars[- ]?cov[- ]?2|2019-ncov|(?:novel )?coronavirus(?: disease(?:[ -]2019)?)?)\b",
    "EU": r"european union|union européenne|europäische[nr]? union|европейск\w+ союз\w*|(?-i:\b(?:EU|UE)\b|\bЕС\b)",
}
_TERM = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _TERMS.items()), re.IGNORECASE)


def unify(text: str) -> str:
    """Return `text` with the field's terms by their short English names, and its characters in their plainest form."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    return _TERM.sub(lambda found: found.lastgroup or "", plain)


def content_stems(text: str, *, language: str) -> frozenset[str]:
    """Return the stems of the words of `text` that carry meaning: no stop words, no numbers, no single letters.

    Args:
        language: ISO 639-1 code; a language without a stemmer gives whole words.
    """
    return frozenset(ordered_stems(text, language=language))


def ordered_stems(text: str, *, language: str) -> list[str]:
    """Return the same stems in the order of the text, repeats included."""
    stems = _analyzer(language).analyze(unify(text))
    return [_bare(stem) for stem in stems if len(stem) > 1 and stem.isalpha()]


def stem(word: str, *, language: str) -> str:
    """Return one word's stem, be it a stop word or not; "" where it has none."""
    stems: list[str] = _plain_analyzer(language).analyze(unify(word))
    return _bare(stems[0]) if stems else ""


def is_held(stem: str, held: frozenset[str]) -> bool:
    """Whether `held` has the stem, or one of the same family: "regulatori" and "regul", "strateg" and "strategi"."""
    return stem in held or any(_are_kin(stem, other) for other in held)


def _are_kin(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    needed = max(_FEWEST_SHARED, -(-3 * shorter // 4))
    return shorter >= needed and one[:needed] == other[:needed]


def _bare(word: str) -> str:
    """Return the word without its accents, so that "stratégie" and "strategy" begin alike."""
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


@lru_cache(maxsize=8)
def _analyzer(language: str) -> Any:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    if language in STEMMERS:
        name = STEMMERS[language]
        builder = builder.filter(tantivy.Filter.stopword(name)).filter(tantivy.Filter.stemmer(name))
    return builder.build()


@lru_cache(maxsize=8)
def _plain_analyzer(language: str) -> Any:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    if language in STEMMERS:
        builder = builder.filter(tantivy.Filter.stemmer(STEMMERS[language]))
    return builder.build()
