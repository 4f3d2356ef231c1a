"""What codes are called in the reader's language: countries, languages, document types, pages."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

from ui.strings import LANGUAGES, Strings, strings


@cache
def _locale(language: str) -> Locale:
    return Locale(language if language in LANGUAGES else "en")


def country_name(code: str, language: str) -> str:
    """Return the name of an ISO 3166-1 alpha-3 country or of a region of the catalogue; the code where it has none."""
    region = strings(language).regions.get(code)
    if region:
        return region
    return str(_locale(language).territories.get(short_code(code), code))


def short_code(code: str) -> str:
    """Return the alpha-2 code of an ISO 3166-1 alpha-3 country; the code itself where it has none."""
    known = get_global("territory_aliases").get(code) or [code]
    return str(known[0])


def language_name(code: str, language: str) -> str:
    """Return the name of an ISO 639-1 language, with a capital letter; "" for "und"."""
    if code == "und":
        return ""
    name = str(_locale(language).languages.get(code, code))
    return name[:1].upper() + name[1:]


def type_name(doc_type: str, words: Strings) -> str:
    """Return what a document type is called; a type nobody has translated is shown as the manifest writes it."""
    return words.doc_types.get(doc_type) or doc_type.replace("_", " ")


def page_name(page: int, label: str, words: Strings) -> str:
    """Return both page numbers, or the one there is: "p. iv (PDF page 6)"."""
    if label and label != str(page):
        return words.page_printed.format(label=label, page=page)
    return words.page_plain.format(page=page)
