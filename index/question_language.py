"""The language that a question is asked in."""

from __future__ import annotations

from index.glossary import LANGUAGES, load_glossary
from index.reading import PLACE_NAMES
from index.words import split_words
from ingest.language import detect_language
from ingest.places import find_countries, names_country

_FEW_WORDS = 4  # from five on, their letters alone tell it


def question_language(text: str) -> str:
    """Return the language of a question, one of `index.glossary.LANGUAGES`; "und" where it has no letter.

    Letters alone mistake three in ten single English words for another language ("consent", "liability"). So a few
    words are in the language in which most of them are the field's terms or a country's name; of languages that have
    as many, English where it is among them, else what the letters say.
    """
    words = split_words(text)
    if not any(map(str.isalpha, text)) or len(words) > _FEW_WORDS:
        return detect_language(text, among=LANGUAGES)
    named = find_countries(text, language=LANGUAGES[0], extra=PLACE_NAMES)
    known = {
        language: load_glossary().count_words(text, language=language)
        + names_country(text, named, language=language, extra=PLACE_NAMES)
        for language in LANGUAGES
    }
    most = max(known.values())
    likely = [language for language in LANGUAGES if known[language] == most]
    return likely[0] if most and "en" in likely else detect_language(text, among=likely)
