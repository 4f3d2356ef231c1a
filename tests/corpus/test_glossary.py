"""The glossary that carries a question across languages: its form, and how much of the corpus it reaches."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import tantivy

from answer.words import content_stems
from ingest.manifest import read_manifest
from ingest.places import find_countries
from ingest.read import read_document

CORPUS = Path(__file__).parents[2] / "corpus"
GLOSSARY = CORPUS / "glossary.csv"
LANGUAGES = {"en": "english", "fr": "french", "de": "german", "ru": "russian"}
DOMAINS = {
    "ai", "bodies", "cybersecurity", "data", "digital-health", "ethics", "finance", "governance", "health-systems",
    "law", "medicine", "policy", "public-health", "questions", "research", "time", "workforce",
}  # fmt: skip
NAMES_WITH_MARKS = {"HIV/AIDS", "HIV/Aids", "VIH/sida", "WHO/Europe", "WHO/Europa", "OMS/Europe", "ВОЗ/Европа"}
# Frequent stems of the digests that the glossary leaves out: cities, and words of grammar that are no stop words.
LEFT_OUT = {
    "fr": {"autr"},
    "de": {"beim", "dass", "kopenhag", "porto", "steht", "wurd"},
    "ru": {"друг", "котор", "могут", "так", "эт"},
}

with GLOSSARY.open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))


def terms(language: str) -> Iterator[tuple[str, str]]:
    """Yield (key, term) for every term of a language."""
    for row in ROWS:
        for term in row[language].split(";"):
            yield row["key"], term


def test_the_file_is_plain_utf8_with_the_agreed_columns() -> None:
    raw = GLOSSARY.read_bytes()
    assert raw.startswith(b"key,en,fr,de,ru,domain\n")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert unicodedata.is_normalized("NFC", raw.decode("utf-8"))


def test_at_least_600_concepts_in_known_domains() -> None:
    assert len(ROWS) >= 600
    assert {row["domain"] for row in ROWS} == DOMAINS


def test_each_key_is_the_slug_of_its_english_headword_and_stands_once() -> None:
    assert [row["key"] for row in ROWS] == [_slug(row["en"].split(";")[0]) for row in ROWS]
    assert _repeated(row["key"] for row in ROWS) == []


def _slug(headword: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", headword).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def _repeated(values: Iterator[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_term_is_empty_or_badly_spaced(language: str) -> None:
    assert [(key, term) for key, term in terms(language) if not term or term != " ".join(term.split())] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_are_parted_by_semicolons_alone(language: str) -> None:
    """No other mark parts them, and no quotation mark or full stop has slipped in."""
    stray = re.compile(r'[|/\t"„“«»]|^[,.-]|[,.:]$')
    assert [(key, term) for key, term in terms(language) if stray.search(term) and term not in NAMES_WITH_MARKS] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_row_names_a_term_twice(language: str) -> None:
    assert _repeated(f"{key}: {term.casefold()}" for key, term in terms(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_preferred_term_stands_for_two_concepts(language: str) -> None:
    assert _repeated(row[language].split(";")[0].casefold() for row in ROWS) == []


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_no_cyrillic_stands_outside_the_russian_column(language: str) -> None:
    assert [(key, term) for key, term in terms(language) if re.search("[а-яё]", term, re.IGNORECASE)] == []


def test_russian_terms_are_in_cyrillic_but_for_acronyms_and_proper_names() -> None:
    latin = [(key, term) for key, term in terms("ru") if not re.search("[а-яё]", term, re.IGNORECASE)]
    assert [(key, term) for key, term in latin if not re.fullmatch(r"[A-Z][\w@-]*", term)] == []
    assert [row["key"] for row in ROWS if not re.search("[а-яё]", row["ru"].split(";")[0], re.IGNORECASE)] == [
        "myhealth-eu", "healthdata-eu", "covid-19",
    ]  # fmt: skip


def test_no_word_mixes_latin_and_cyrillic_letters() -> None:
    """A Latin "c" in a Russian word looks right and is never found."""
    mixed = re.compile(r"[a-z][а-яё]|[а-яё][a-z]", re.IGNORECASE)
    assert [(key, term) for key, term in terms("ru") if mixed.search(term)] == []


@pytest.mark.parametrize(("language", "stop_words"), LANGUAGES.items())
def test_no_term_is_made_of_stop_words_alone(language: str, stop_words: str) -> None:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    analyzer = builder.filter(tantivy.Filter.stopword(stop_words)).build()
    assert [(key, term) for key, term in terms(language) if not analyzer.analyze(term)] == []


@pytest.mark.parametrize(
    ("key", "acronyms"),
    [
        pytest.param("artificial-intelligence", ("AI", "IA", "KI", "ИИ"), id="AI"),
        pytest.param("world-health-organization", ("WHO", "OMS", "WHO", "ВОЗ"), id="WHO"),
        pytest.param("european-union", ("EU", "UE", "EU", "ЕС"), id="EU"),
        pytest.param("european-health-data-space", ("EHDS", "EEDS", "EHDS", "EHDS"), id="EHDS"),
        pytest.param("general-data-protection-regulation", ("GDPR", "RGPD", "DSGVO", "GDPR"), id="GDPR"),
        pytest.param("electronic-health-record", ("EHR", "DSE", "ePA", "ЭМК"), id="electronic health record"),
        pytest.param("noncommunicable-disease", ("NCD", "MNT", "NCD", "НИЗ"), id="noncommunicable diseases"),
        pytest.param(
            "member-state", ("Member States", "États membres", "Mitgliedstaaten", "государств-членов"), id="plurals"
        ),
    ],
)
def test_a_concept_is_found_by_its_short_form_in_each_language(key: str, acronyms: tuple[str, ...]) -> None:
    row = next(row for row in ROWS if row["key"] == key)
    for language, acronym in zip(LANGUAGES, acronyms, strict=True):
        assert acronym in row[language].split(";"), language


@pytest.mark.parametrize("language", ["fr", "de", "ru"])
def test_the_most_frequent_words_of_the_digests_are_reachable(language: str) -> None:
    """A word that the digests use often can be asked for in another language."""
    known = {stem for _, term in terms(language) for stem in _stems(term, language)}
    frequent = [stem for stem, _ in _count_stems(language).most_common() if stem not in LEFT_OUT[language]]
    assert [stem for stem in frequent[:80] if stem not in known] == []


def _count_stems(language: str) -> Counter[str]:
    """Count the stems of the content words in the digests of a language."""
    counts: Counter[str] = Counter()
    for row in read_manifest(CORPUS / "starter" / "manifest.csv").values():
        if row.metadata.language == language:
            for page in read_document(CORPUS / "starter" / row.file).pages:
                counts.update(_stems(_ASIDE.sub(" ", page.text), language))
    return counts


_ASIDE = re.compile(r"https?://\S+|„[^“]*“|«[^»]*»|“[^”]*”|\([^)]*\)")  # addresses, titles (often English), remarks


def _stems(text: str, language: str) -> Iterator[str]:
    """Yield the stems of the words that are neither stop words nor countries: those have a file of their own."""
    for word in re.findall(r"[^\W\d_]{2,}", text):
        if not find_countries(word, language=language, extra=CORPUS / "countries.csv"):
            yield from content_stems(word, language=language)
